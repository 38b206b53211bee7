package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A stormCapture is written once, by one of the writers.
type stormCapture struct {
	path    string
	content []byte

	mutex sync.Mutex
	// Through which mount, and when.
	mount           int
	begun, finished time.Time
}

// stormCapturesOf makes captures of profiles, each of a time of its own and so of other bytes: those of
// two days, and those of the two days after them.
func stormCapturesOf(sources []string) (settled, written []*stormCapture, err error) {
	make := func(day time.Time, number int, each time.Duration) *stormCapture {
		at := day.Add(time.Duration(number) * each).Truncate(time.Second)
		content, retimed := retimed(sources[number%len(sources)], at.UnixNano())
		err = errors.Join(err, retimed)
		path := at.Format("sample/2006-01-02/15-04-05Z_") + fmt.Sprintf("w%d.pprof", number%7)
		return &stormCapture{path: path, content: content}
	}
	day := time.Date(2024, 10, 10, 0, 0, 0, 0, time.UTC)
	for number := range settledCaptures {
		settled = append(settled, make(day, number, 48*time.Hour/settledCaptures))
	}
	for number := range stormCaptures {
		written = append(written, make(day.AddDate(0, 0, 2), number, 48*time.Hour/stormCaptures))
	}
	return settled, written, err
}

func retimed(source string, nanoseconds int64) ([]byte, error) {
	return changed(source, func(part field) ([]byte, error) {
		if part.number != profileTimeNanos {
			return part.raw, nil
		}
		return binary.AppendUvarint([]byte{profileTimeNanos << 3}, uint64(nanoseconds)), nil
	})
}

// deliver writes a capture as a collector does: until it is stored, which an existing file is that has
// its bytes.
func (s *storm) deliver(capture *stormCapture, mount int) error {
	capture.begin(mount)
	for start := time.Now(); time.Since(start) < 2*hanging; time.Sleep(200 * time.Millisecond) {
		begun := time.Now()
		err := capture.write(s.mounts[mount])
		s.took("write "+capture.path, begun)
		if errors.Is(err, syscall.EEXIST) {
			err = capture.compare(s.mounts[mount])
		}
		if err == nil {
			capture.finish()
			return nil
		}
		number, isErrno := errnoOf(err)
		if !isErrno || !passing[number] && number != syscall.EBUSY {
			return err
		}
		s.failed("write: " + number.Error())
	}
	return fmt.Errorf("%s wasn't stored in time", capture.path)
}

// What a store that doesn't answer may come to.
var passing = map[syscall.Errno]bool{syscall.ETIMEDOUT: true, syscall.EIO: true}

func errnoOf(err error) (syscall.Errno, bool) {
	var number syscall.Errno
	ok := errors.As(err, &number)
	return number, ok
}

func (c *stormCapture) begin(mount int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.mount, c.begun = mount, time.Now()
}

func (c *stormCapture) finish() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.finished = time.Now()
}

// write returns nil when the capture is stored.
func (c *stormCapture) write(mount string) error {
	file, err := os.OpenFile(filepath.Join(mount, c.path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(c.content)
	return errors.Join(err, file.Close())
}

// compare returns nil when the file that is there has the capture's bytes.
func (c *stormCapture) compare(mount string) error {
	content, err := os.ReadFile(filepath.Join(mount, c.path))
	if err == nil && !bytes.Equal(content, c.content) {
		return fmt.Errorf("%s holds %d other bytes", c.path, len(content))
	}
	return err
}

// keep writes the capture into a directory.
func (c *stormCapture) keep(store string) error {
	path := filepath.Join(store, c.path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, c.content, 0o644)
}
