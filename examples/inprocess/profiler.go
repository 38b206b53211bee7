// Package inprocess profiles the program that it is part of, now and then, and writes the profiles
// into a mount of pgofs, where builds find them merged. It is this one file, needs nothing but the
// standard library, and is meant to be copied.
package inprocess

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// What Report may be told, besides errors of the runtime and the operating system.
var (
	ErrNoSamples  = errors.New("skipped: no samples, the process was idle")
	ErrNotMounted = errors.New("pgofs is not mounted")
	ErrTooMany    = errors.New("dropped: too many captures wait to be written")
)

// Results of a write that another try wouldn't change: it is stored, other bytes have the name, or
// the mount refuses them.
var finalResults = []error{nil, syscall.EEXIST, syscall.EINVAL, syscall.EBADMSG, syscall.EFBIG}

const (
	maxWaiting      = 16       // captures that can't be written wait in memory
	maxWaitingBytes = 16 << 20 // all of them
	firstRetry      = time.Second
	lastRetry       = time.Minute // each retry waits twice as long as the one before it
)

// A Profiler captures the CPU profile of its process once in each Interval, and writes it to
// To/App/2006-01-02/15-04-05.000Z_Source.pprof, by the time in UTC at which the capture began.
// To and App have to be set; the zero values of the other fields stand for defaults.
type Profiler struct {
	// To is a mount of pgofs. That it is one is checked at every write: after an unmount the mount
	// point is an ordinary directory, and captures would fill the disk below it unseen.
	To string

	// PlainDir says that To is an ordinary directory, such as a store, and no mount.
	PlainDir bool

	// App is the directory of the program's captures, such as sample or prod/sample.
	App string

	// Source tells the instances of a program apart, by default by host name and process id.
	// Characters other than letters, digits, '.' and '-' become '-'.
	Source string

	// Interval is 30 minutes by default. A capture begins at a random moment of each, so that the
	// instances of a program don't all slow down at once. If it is no longer than Duration, the
	// process is profiled all the time, as suits a short-lived job.
	Interval time.Duration

	// Duration is how long a capture takes, 30 seconds by default.
	Duration time.Duration

	// Grace is how long Run may go on writing when its context has ended, 5 seconds by default.
	Grace time.Duration

	// Report is told of each capture that it was stored, with a nil error, or what went wrong, once
	// for each reason. What isn't skipped or dropped is tried again. Calls never overlap, keep Run
	// waiting, and end before it returns. The default prints errors with package log.
	Report func(path string, err error)

	retry time.Duration // firstRetry, but in tests
}

// Run captures and writes until ctx ends, and returns within Grace from then. A capture that is
// running at the end is written as far as it got. The error says how many captures are lost, or at
// once that a field makes no sense.
func (p Profiler) Run(ctx context.Context) error {
	if err := p.complete(); err != nil {
		return err
	}
	s := &session{Profiler: p, wake: make(chan struct{}, 1), written: make(chan struct{})}
	go s.write()
	s.capture(ctx)
	close(s.wake)
	select {
	case <-s.written:
	case <-time.After(p.Grace): // a write that a sick mount doesn't answer can't be called off
	}
	return s.end()
}

// complete puts the defaults in and checks the rest.
func (p *Profiler) complete() error {
	host, _ := os.Hostname()
	p.Source = or(sourceName(p.Source), sourceName(fmt.Sprintf("%s-%d", host, os.Getpid())))
	p.Interval = or(p.Interval, 30*time.Minute)
	p.Duration = or(p.Duration, 30*time.Second)
	p.Grace = or(p.Grace, 5*time.Second)
	p.retry = or(p.retry, firstRetry)
	if p.Report == nil {
		p.Report = func(path string, err error) {
			if err != nil {
				log.Printf("profile %s: %v", path, err)
			}
		}
	}
	if p.To == "" || !filepath.IsLocal(p.App) || p.Interval < 0 || p.Duration < 0 {
		return fmt.Errorf("profiler: can't profile for %v in each %v to app %q in %q",
			p.Duration, p.Interval, p.App, p.To)
	}
	return nil
}

// A session is one Run: one goroutine captures, another one writes.
type session struct {
	Profiler
	wake    chan struct{} // a capture has come; closed when no more will
	written chan struct{} // closed when the writer has ended

	mutex   sync.Mutex // also held while Report runs
	waiting []*capture // in order of time, the one that is being written among them
}

type capture struct {
	began   time.Time
	profile bytes.Buffer
	failure error // why it could not be written the last time
}

func (s *session) capture(ctx context.Context) {
	for ctx.Err() == nil {
		end := time.Now().Add(s.Interval)
		s.captureOnce(ctx, end)
		sleep(ctx, time.Until(end))
	}
}

// captureOnce takes a capture at a random moment of the interval that begins now, or later in it if
// somebody else is profiling the process then.
func (s *session) captureOnce(ctx context.Context, end time.Time) {
	wait := upTo(max(s.Interval-s.Duration, 0))
	for retry := s.retry; sleep(ctx, wait); retry = min(2*retry, lastRetry) {
		c := &capture{began: time.Now()}
		err := pprof.StartCPUProfile(&c.profile)
		if err == nil {
			sleep(ctx, s.Duration)
			pprof.StopCPUProfile()
			s.add(c, nil)
			return
		}
		if retry == s.retry {
			s.add(c, err)
		}
		if wait = retry; time.Until(end) < wait {
			return
		}
	}
}

// add hands a capture to the writer, unless it failed. The oldest ones make room for it.
func (s *session) add(c *capture, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err == nil && !hasSamples(c.profile.Bytes()) {
		err = ErrNoSamples
	}
	if err != nil {
		s.Report(s.path(s.To, c), err)
		return
	}
	s.waiting = append(s.waiting, c)
	for len(s.waiting) > maxWaiting || size(s.waiting) > maxWaitingBytes {
		s.Report(s.path(s.To, s.waiting[0]), ErrTooMany)
		s.waiting = slices.Delete(s.waiting, 0, 1)
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write writes what comes, and tries again what failed, until no more will come.
func (s *session) write() {
	defer close(s.written)
	var again <-chan time.Time
	retry := s.retry
	for more := true; more; {
		select {
		case _, more = <-s.wake:
		case <-again:
		}
		done := true
		for c := s.next(time.Time{}); c != nil; c = s.next(c.began) {
			done = s.settle(c, cause(s.store(c))) && done
		}
		if done {
			again, retry = nil, s.retry
		} else {
			again, retry = time.After(retry), min(2*retry, lastRetry)
		}
	}
}

// next returns the first capture that waits and began after a moment.
func (s *session) next(moment time.Time) *capture {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	i := slices.IndexFunc(s.waiting, func(c *capture) bool { return c.began.After(moment) })
	if i < 0 {
		return nil
	}
	return s.waiting[i]
}

// settle takes note of what became of a capture, and tells if it need not be tried again.
func (s *session) settle(c *capture, err error) (final bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if final = slices.Contains(finalResults, err); final {
		s.waiting = slices.DeleteFunc(s.waiting, func(other *capture) bool { return other == c })
	}
	if final && err != nil {
		err = fmt.Errorf("dropped: %w", err)
	}
	if final || err != c.failure {
		s.Report(s.path(s.To, c), err)
	}
	c.failure = err
	return final
}

// end leaves a writer that is still at work nothing more to write and nobody to tell.
func (s *session) end() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	lost := len(s.waiting)
	s.waiting, s.Report = nil, func(string, error) {}
	if lost > 0 {
		return fmt.Errorf("profiler: captures that could not be written: %d", lost)
	}
	return nil
}

// path is where a capture belongs, in To or what leads there.
func (s *session) path(to string, c *capture) string {
	day, at := c.began.UTC().Format(time.DateOnly), c.began.UTC().Format("15-04-05.000Z")
	return filepath.Join(to, s.App, day, at+"_"+s.Source+".pprof")
}

// store writes a capture, unless it is there already.
func (s *session) store(c *capture) error {
	directory, err := os.Open(s.To)
	if err != nil {
		return err
	}
	defer directory.Close()
	root := s.To
	if !s.PlainDir {
		// This leads into the open directory, whatever is mounted or unmounted meanwhile.
		root = fmt.Sprintf("/proc/self/fd/%d", directory.Fd())
		if _, err := os.Stat(root + "/.pgofs/status.json"); err != nil {
			return ErrNotMounted
		}
	}
	path := s.path(root, c)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	err = s.create(path, c.profile.Bytes())
	if errors.Is(err, fs.ErrExist) {
		there, failure := os.ReadFile(path)
		if failure != nil || bytes.Equal(there, c.profile.Bytes()) {
			return failure
		}
	}
	return err
}

// create makes a file. A mount says when it is synchronized or closed if it is stored; in an ordinary
// directory it has a hidden name until it is whole.
func (s *session) create(path string, profile []byte) error {
	name := path
	if s.PlainDir {
		name = filepath.Join(filepath.Dir(path), fmt.Sprintf(".%d", rand.Int63()))
		defer os.Remove(name)
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(profile)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil && s.PlainDir {
		err = os.Link(name, path)
	}
	return err
}

// cause leaves an error's path out, which leads through /proc.
func cause(err error) error {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number
	}
	return err
}

// hasSamples tells if a profile's message has a field 2. A field is a key and a number, which for a
// key of wire type 2 counts the bytes that follow. What can't be read comes to light at the next key.
func hasSamples(profile []byte) bool {
	inflated, err := gzip.NewReader(bytes.NewReader(profile))
	if err != nil {
		return false
	}
	for message := bufio.NewReader(inflated); ; {
		key, err := binary.ReadUvarint(message)
		if err != nil || key>>3 == 2 {
			return err == nil
		}
		if number, _ := binary.ReadUvarint(message); key&7 == 2 {
			message.Discard(int(number))
		}
	}
}

var notInSource = regexp.MustCompile("[^A-Za-z0-9.-]")

func sourceName(s string) string {
	s = strings.TrimLeft(notInSource.ReplaceAllString(s, "-"), ".-")
	return s[:min(len(s), 128)]
}

func size(captures []*capture) (sum int) {
	for _, c := range captures {
		sum += c.profile.Len()
	}
	return sum
}

func upTo(d time.Duration) time.Duration { return time.Duration(rand.Int63n(int64(d) + 1)) }

// sleep tells if ctx is alive afterwards.
func sleep(ctx context.Context, d time.Duration) bool {
	timeout, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-timeout.Done()
	return ctx.Err() == nil
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
