package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// How late a change of the other host shows: its bound, -o refresh=1s, and the time of a listing of
// which every page is tried for twenty seconds.
const otherHostsDelay = 45 * time.Second

// read reads windows until all is written and enough were read.
func (s *storm) read(number int) {
	for turn := number; ; turn++ {
		select {
		case <-s.ended:
			if s.windowsRead() >= stormReads {
				return
			}
		default:
			time.Sleep(100 * time.Millisecond)
		}
		mount := turn / 8 % len(s.mounts)
		if turn%8 == 0 {
			s.note(s.readReport(mount))
		} else {
			s.note(s.readSettled(mount))
		}
	}
}

func (s *storm) windowsRead() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.windows
}

// readSettled reads a window of the days that nobody writes to: the bytes of a directory's, or an error.
func (s *storm) readSettled(mount int) error {
	s.mutex.Lock()
	first, hours := s.random.IntN(45), 1+s.random.IntN(3)
	extension := []string{"pprof", "pgo"}[s.random.IntN(2)]
	s.mutex.Unlock()
	start := time.Date(2024, 10, 10, first, 0, 0, 0, time.UTC)
	end := start.Add(time.Duration(hours) * time.Hour)
	window := fmt.Sprintf("%s_%s.%s", start.Format("2006-01-02T15"), end.Format("2006-01-02T15"), extension)
	content, err := s.readWindow(mount, window)
	if content == nil || err != nil {
		return err
	}
	reference, err := os.ReadFile(filepath.Join(s.reference, "sample/merged", window))
	if err == nil && !bytes.Equal(content, reference) {
		return fmt.Errorf("%s has %d other bytes than its captures come to", window, len(content))
	}
	return err
}

// readReport reads the report of the days that are written: it has every capture that was stored before,
// and none that wasn't begun.
func (s *storm) readReport(mount int) error {
	begun := time.Now()
	report, err := s.readWindow(mount, "2024-10-12_2024-10-13.txt")
	if report == nil || err != nil {
		return err
	}
	finished := time.Now()
	listed := map[string]bool{}
	for _, line := range strings.Split(string(report), "\n") {
		if words := strings.Fields(line); len(words) == 3 && words[2] == "bytes" {
			listed[words[0]] = true
		}
	}
	for _, capture := range s.captures {
		if capture.mustBeSeen(mount, begun, s.blindSince(begun)) && !listed[capture.path] {
			return fmt.Errorf("a window of %d captures lacks %s", len(listed), capture.path)
		}
		if !capture.mayBeSeen(finished) && listed[capture.path] {
			return fmt.Errorf("a window has %s, which nobody has written", capture.path)
		}
	}
	return nil
}

// blindSince is since when a host may have seen nothing of the others, at a time.
func (s *storm) blindSince(now time.Time) time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.darkened.IsZero() && now.Before(s.darkened.Add(darkness+otherHostsDelay)) {
		now = s.darkened
	}
	return now.Add(-otherHostsDelay)
}

// mustBeSeen tells whether a window shows the capture through a mount: what this stored before, and what
// the other one stored before it may have been blind.
func (c *stormCapture) mustBeSeen(mount int, now, blindSince time.Time) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.mount != mount {
		now = blindSince
	}
	return !c.finished.IsZero() && c.finished.Before(now)
}

func (c *stormCapture) mayBeSeen(now time.Time) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return !c.begun.IsZero() && c.begun.Before(now)
}

// readWindow reads a merged file, in a process of its own: what a process has opened its children get
// again. An error of the store's is no content.
func (s *storm) readWindow(mount int, name string) ([]byte, error) {
	start := time.Now()
	path := filepath.Join(s.mounts[mount], "sample/merged", name)
	limited, cancel := context.WithTimeout(context.Background(), hanging)
	defer cancel()
	content, err := exec.CommandContext(limited, "cat", path).Output()
	s.took("read "+path, start)
	s.mutex.Lock()
	s.windows++
	s.mutex.Unlock()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		for number := range passing {
			if strings.Contains(strings.ToLower(string(exit.Stderr)), number.Error()) {
				s.failed("window: " + number.Error())
				return nil, nil
			}
		}
		return nil, fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return content, err
}
