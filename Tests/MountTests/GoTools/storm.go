package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

func init() { commands["storm"] = runStorm }

const (
	// Of the two days that nobody writes to any more.
	settledCaptures = 200
	// Written while requests fail.
	stormCaptures = 2000
	stormWriters  = 16
	stormReads    = 200
	stormReaders  = 16
	// How many of a hundred requests fail.
	failing  = 5
	darkness = 30 * time.Second
	// What takes longer than this hangs.
	hanging = 200 * time.Second
)

// runStorm writes captures through two mounts of one bucket, in whose way a proxy stands, and reads
// windows, while the proxy makes requests fail and for half a minute all of them. What is wrong is an
// error: a close that succeeded and a window that lacks its capture, a window of other bytes than the
// same captures in a directory have, an error that says something is not there. What was written is
// in STORE at the end; REFERENCE is a mount of that.
func runStorm(arguments []string) error {
	if len(arguments) < 7 {
		return fmt.Errorf("arguments: SEED CONTROL ONE TWO REFERENCE STORE SOURCE...")
	}
	seed, err := strconv.ParseUint(arguments[0], 10, 64)
	if err != nil {
		return err
	}
	storm := &storm{
		control: arguments[1], mounts: arguments[2:4], reference: arguments[4], store: arguments[5],
		random: rand.New(rand.NewPCG(seed, 0)), failures: map[string]int{}, ended: make(chan struct{}),
	}
	settled, written, err := stormCapturesOf(arguments[6:])
	if err != nil {
		return err
	}
	storm.captures = written
	if err := storm.settle(settled); err != nil {
		return err
	}
	start := time.Now()
	if err := storm.rage(); err != nil {
		return err
	}
	for _, capture := range written {
		if err := capture.keep(storm.store); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"seconds": int(time.Since(start).Seconds()), "failures": storm.failures,
		"windows": storm.windows, "longest": storm.longest.Round(time.Millisecond).String(),
	})
}

type storm struct {
	control   string
	mounts    []string
	reference string
	store     string
	captures  []*stormCapture
	// Closed when all captures are stored.
	ended chan struct{}

	mutex  sync.Mutex
	random *rand.Rand
	// What failed as it may, by what and errno.
	failures map[string]int
	windows  int
	longest  time.Duration
	darkened time.Time
	wrong    []error
}

// settle writes the captures of the settled days, while nothing fails.
func (s *storm) settle(captures []*stormCapture) error {
	for _, capture := range captures {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(s.mounts[0], capture.path)), 0o755); err != nil {
			return err
		}
		if err := capture.write(s.mounts[0]); err != nil {
			return err
		}
		if err := capture.keep(s.store); err != nil {
			return err
		}
	}
	for _, capture := range s.captures {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(s.mounts[0], capture.path)), 0o755); err != nil {
			return err
		}
	}
	// The other host sees the days within its bound.
	last := filepath.Dir(filepath.Join(s.mounts[1], s.captures[len(s.captures)-1].path))
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if _, err := os.Stat(last); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%s isn't there", last)
}

// rage writes and reads while requests fail.
func (s *storm) rage() error {
	if err := s.tell(fmt.Sprintf("faults?percent=%d", failing)); err != nil {
		return err
	}
	next := make(chan *stormCapture)
	var writers, others sync.WaitGroup
	for number := range stormWriters {
		writers.Go(func() {
			for capture := range next {
				s.note(s.deliver(capture, number%len(s.mounts)))
			}
		})
	}
	for number := range stormReaders {
		others.Go(func() { s.read(number) })
	}
	for number, capture := range s.captures {
		if number == len(s.captures)/2 {
			others.Go(func() { s.note(s.darken()) })
		}
		next <- capture
	}
	close(next)
	writers.Wait()
	close(s.ended)
	others.Wait()
	return errors.Join(append(s.wrong, s.tell("faults?percent=0"))...)
}

func (s *storm) darken() error {
	s.mutex.Lock()
	s.darkened = time.Now()
	s.mutex.Unlock()
	if err := s.tell("dark"); err != nil {
		return err
	}
	time.Sleep(darkness)
	return s.tell("light")
}

func (s *storm) tell(command string) error {
	answer, err := http.Post("http://"+s.control+"/"+command, "", nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", command, answer.Status)
	}
	return nil
}

// note remembers what must not happen.
func (s *storm) note(err error) {
	if err == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.wrong) < 20 {
		s.wrong = append(s.wrong, err)
	}
}

// took remembers how long the longest operation took, and finds those that hang.
func (s *storm) took(what string, start time.Time) {
	s.mutex.Lock()
	s.longest = max(s.longest, time.Since(start))
	s.mutex.Unlock()
	if time.Since(start) > hanging {
		s.note(fmt.Errorf("%s took %s", what, time.Since(start)))
	}
}

func (s *storm) failed(what string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.failures[what]++
}
