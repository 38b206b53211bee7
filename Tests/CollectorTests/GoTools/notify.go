package main

import (
	"fmt"
	"net"
)

// notify is a service manager's socket: it prints each message, a line each, until it is killed.
func notify(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("arguments: SOCKET")
	}
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: arguments[0], Net: "unixgram"})
	if err != nil {
		return err
	}
	fmt.Println("listening")
	message := make([]byte, 4096)
	for {
		count, err := socket.Read(message)
		if err != nil {
			return err
		}
		fmt.Printf("%q\n", message[:count])
	}
}
