package inprocess

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"syscall"
	"testing"
	"time"
)

func ExampleProfiler() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()

	profiler := Profiler{To: "/mnt/pgo", App: "sample"}
	ended := make(chan error, 1)
	go func() { ended <- profiler.Run(ctx) }()

	// serve until ctx ends

	if err := <-ended; err != nil {
		log.Print(err)
	}
}

// A result is what Report was told.
type result struct {
	path string
	err  error
}

// A running Profiler is one whose Run isn't over.
type running struct {
	cancel  context.CancelFunc
	results chan result
	ended   chan error
}

func start(t *testing.T, p Profiler) *running {
	t.Helper()
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{cancel: cancel, results: make(chan result, 1000), ended: make(chan error, 1)}
	p.App = "sample"
	p.Report = func(path string, err error) { r.results <- result{path, err} }
	p.retry = or(p.retry, time.Millisecond)
	go func() {
		r.ended <- p.Run(ctx)
		close(r.ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.ended
		until(t, "every goroutine has ended", func() bool { return runtime.NumGoroutine() <= before })
	})
	return r
}

// stop ends it, and returns what Run did.
func (r *running) stop() error {
	r.cancel()
	return <-r.ended
}

// await returns the next result that meets a condition, busy meanwhile, so that there are samples.
func (r *running) await(t *testing.T, what string, meets func(result) bool) result {
	t.Helper()
	var found result
	until(t, what, func() bool {
		select {
		case found = <-r.results:
			return meets(found)
		default:
			work(time.Millisecond)
			return false
		}
	})
	return found
}

func stored(r result) bool { return r.err == nil }

func failed(with error) func(result) bool {
	return func(r result) bool { return errors.Is(r.err, with) }
}

func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !condition(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("never: ", what)
		}
	}
}

// work uses the processor for a time, as the processor counts it.
func work(d time.Duration) {
	for end := used() + d; used() < end; {
		for i, x := 0, 1; i < 10000; i++ {
			x = x*31 + i
		}
	}
}

func used() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// isProfiling tells if the process is being profiled: the runtime has a goroutine for that.
func isProfiling() bool {
	var stacks bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Contains(stacks.String(), "pprof.profileWriter")
}

// profileOf captures what this process does meanwhile.
func profileOf(t *testing.T, activity func()) []byte {
	t.Helper()
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		t.Fatal(err)
	}
	activity()
	pprof.StopCPUProfile()
	return profile.Bytes()
}

// mount makes a directory look like a mount.
func mount(t *testing.T, directory string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(directory, ".pgofs"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, ".pgofs/status.json"), []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
}

func unmount(t *testing.T, directory string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(directory, ".pgofs")); err != nil {
		t.Fatal(err)
	}
}

// files are the paths of all files below a directory, but for what makes it look like a mount.
func files(t *testing.T, directory string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "status.json" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// sessionIn is a session whose writer the test is.
func sessionIn(t *testing.T, directory string, report func(string, error)) *session {
	t.Helper()
	p := Profiler{To: directory, App: "sample", Source: "pod-1", Report: report}
	if err := p.complete(); err != nil {
		t.Fatal(err)
	}
	return &session{Profiler: p, wake: make(chan struct{}, 1), written: make(chan struct{})}
}

func captureOf(profile []byte) *capture {
	began := time.Date(2024, 10, 13, 1, 30, 0, 250_900_000, time.FixedZone("", 2*60*60))
	return &capture{began: began, profile: *bytes.NewBuffer(profile)}
}

func TestACaptureIsFiledByTheTimeItBegan(t *testing.T) {
	for _, plain := range []bool{false, true} {
		directory := t.TempDir()
		if !plain {
			mount(t, directory)
		}
		before := time.Now().Truncate(time.Millisecond)
		r := start(t, Profiler{To: directory, PlainDir: plain, Source: "pod-1",
			Interval: 100 * time.Millisecond, Duration: 100 * time.Millisecond})
		first := r.await(t, "a capture", stored)
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(first.path, directory), "_pod-1.pprof")
		at, err := time.Parse("/sample/2006-01-02/15-04-05.000Z", name)
		if err != nil || at.Before(before) || at.After(time.Now()) {
			t.Errorf("%s, %v", first.path, err)
		}
		profile, err := os.ReadFile(first.path)
		if err != nil || !hasSamples(profile) {
			t.Error("no samples", err)
		}
		for _, path := range files(t, directory) {
			if strings.HasPrefix(filepath.Base(path), ".") {
				t.Error("left behind: ", path)
			}
			if info, err := os.Stat(path); err != nil || info.Mode()&0o444 != 0o444 {
				t.Error("others can't read it: ", info, err)
			}
		}
	}
}

func TestACaptureThatIsCancelledIsWrittenAsFarAsItGot(t *testing.T) {
	directory := t.TempDir()
	mount(t, directory)
	r := start(t, Profiler{To: directory, Interval: time.Hour, Duration: time.Hour})
	until(t, "a capture begins", isProfiling)
	work(200 * time.Millisecond)
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if last := <-r.results; last.err != nil || len(files(t, directory)) != 1 {
		t.Error(last, files(t, directory))
	}
}

func TestAnEndBetweenCapturesWritesNothing(t *testing.T) {
	directory := t.TempDir()
	mount(t, directory)
	r := start(t, Profiler{To: directory, Interval: 24 * time.Hour})
	if err := r.stop(); err != nil || len(r.results) > 0 || len(files(t, directory)) > 0 {
		t.Error(err, files(t, directory))
	}
}

func TestAnIdleProcessWritesNothing(t *testing.T) {
	directory := t.TempDir()
	r := start(t, Profiler{To: directory, PlainDir: true, Interval: time.Millisecond,
		Duration: time.Millisecond})
	for skipped := (result{}); !errors.Is(skipped.err, ErrNoSamples); {
		skipped = <-r.results
	}
}

func TestSamplesAreFound(t *testing.T) {
	busy := profileOf(t, func() { work(100 * time.Millisecond) })
	if !hasSamples(busy) {
		t.Error("a busy process has none")
	}
	var idle []byte
	until(t, "a process that does nothing has none", func() bool {
		idle = profileOf(t, func() {})
		return !hasSamples(idle)
	})
	for _, torn := range [][]byte{nil, busy[:5], []byte("no profile"), idle[:len(idle)/2]} {
		if hasSamples(torn) {
			t.Errorf("%q", torn)
		}
	}
}

func TestWhatIsNoMountIsLeftAlone(t *testing.T) {
	directory := t.TempDir()
	r := start(t, Profiler{To: directory, Interval: 50 * time.Millisecond, Duration: 50 * time.Millisecond})
	r.await(t, "a failure", failed(ErrNotMounted))
	if err := r.stop(); err == nil {
		t.Error("nothing is said of what is lost")
	}
	entries, err := os.ReadDir(directory)
	if err != nil || len(entries) > 0 {
		t.Error(entries, err)
	}
}

func TestCapturesWaitForTheMount(t *testing.T) {
	directory := t.TempDir()
	mount(t, directory)
	r := start(t, Profiler{To: directory, Interval: 50 * time.Millisecond, Duration: 50 * time.Millisecond})
	stored, waiting, failures := map[string]int{}, map[string]bool{}, 0
	note := func(r result) {
		switch {
		case r.err == nil:
			stored[r.path]++
			delete(waiting, r.path)
		case errors.Is(r.err, ErrNotMounted):
			waiting[r.path] = true
			failures++
		case errors.Is(r.err, ErrTooMany): // on a machine so busy that this test came too late
			delete(waiting, r.path)
		case !errors.Is(r.err, ErrNoSamples):
			t.Error(r)
		}
	}
	for round := 1; round <= 2; round++ {
		r.await(t, "a capture", func(r result) bool { note(r); return r.err == nil })
		unmount(t, directory)
		r.await(t, "failures", func(r result) bool { note(r); return failures >= 3*round })
		mount(t, directory)
		r.await(t, "all are stored", func(r result) bool { note(r); return len(waiting) == 0 })
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	for len(r.results) > 0 {
		note(<-r.results)
	}
	paths := files(t, directory)
	for _, path := range paths {
		if stored[path] != 1 {
			t.Errorf("%s was reported %d times", path, stored[path])
		}
	}
	if len(paths) != len(stored) {
		t.Errorf("%d are there of %v", len(paths), stored)
	}
}

func TestANameIsTakenByOneCapture(t *testing.T) {
	for _, plain := range []bool{false, true} {
		directory := t.TempDir()
		mount(t, directory)
		s := sessionIn(t, directory, nil)
		s.PlainDir = plain
		want := filepath.Join(directory, "sample/2024-10-12/23-30-00.250Z_pod-1.pprof")
		for i, c := range []struct {
			content string
			err     error
		}{{"one", nil}, {"one", nil}, {"other", syscall.EEXIST}} {
			if err := cause(s.store(captureOf([]byte(c.content)))); err != c.err {
				t.Error(i, err)
			}
		}
		content, err := os.ReadFile(want)
		if err != nil || string(content) != "one" || len(files(t, directory)) != 1 {
			t.Errorf("%q, %v, %v", content, err, files(t, directory))
		}
	}
}

func TestWhatCannotBeWrittenIsReportedOnceForEachReason(t *testing.T) {
	var reported []error
	s := sessionIn(t, t.TempDir(), func(_ string, err error) { reported = append(reported, err) })
	c := captureOf([]byte("profile"))
	s.waiting = []*capture{c}
	for _, err := range []error{ErrNotMounted, ErrNotMounted, syscall.EROFS, syscall.EROFS} {
		if s.settle(c, err) {
			t.Error(err, " is taken for final")
		}
	}
	if len(s.waiting) != 1 || !s.settle(c, syscall.EBADMSG) || len(s.waiting) != 0 {
		t.Error("it waits after a refusal")
	}
	if want := "[pgofs is not mounted read-only file system dropped: bad message]"; fmt.Sprint(reported) != want {
		t.Error(reported)
	}
}

func TestTheOldestMakeRoom(t *testing.T) {
	busy := profileOf(t, func() { work(100 * time.Millisecond) })
	var dropped []string
	s := sessionIn(t, t.TempDir(), func(path string, err error) {
		if errors.Is(err, ErrTooMany) {
			dropped = append(dropped, filepath.Base(path))
		}
	})
	for i := 0; i < maxWaiting+2; i++ {
		c := captureOf(busy)
		c.began = c.began.Add(time.Duration(i) * time.Second)
		s.add(c, nil)
	}
	want := []string{"23-30-00.250Z_pod-1.pprof", "23-30-01.250Z_pod-1.pprof"}
	if len(s.waiting) != maxWaiting || fmt.Sprint(dropped) != fmt.Sprint(want) {
		t.Error(len(s.waiting), dropped)
	}
	large := captureOf(append(bytes.Clone(busy), make([]byte, maxWaitingBytes-len(busy))...))
	large.began = large.began.Add(time.Hour)
	if s.add(large, nil); len(s.waiting) != 1 || s.waiting[0] != large {
		t.Error(len(s.waiting))
	}
	if err := s.end(); err == nil {
		t.Error("nothing is said of what is lost")
	}
}

func TestItWaitsForOthersThatProfileTheProcess(t *testing.T) {
	directory := t.TempDir()
	mount(t, directory)
	var r *running
	profileOf(t, func() {
		r = start(t, Profiler{To: directory, Interval: time.Hour, Duration: time.Hour})
		if got := <-r.results; got.err == nil || !strings.Contains(got.err.Error(), "in use") {
			t.Error(got)
		}
	})
	until(t, "a capture begins, in the same interval", isProfiling)
	work(200 * time.Millisecond)
	if err := r.stop(); err != nil || len(files(t, directory)) != 1 || len(r.results) != 1 {
		t.Error(err, files(t, directory))
	}
}

func TestTwoTakeTurns(t *testing.T) {
	directory := t.TempDir()
	mount(t, directory)
	profiler := Profiler{To: directory, Interval: 200 * time.Millisecond, Duration: 20 * time.Millisecond}
	profiler.Source = "one"
	one := start(t, profiler)
	profiler.Source = "two"
	two := start(t, profiler)
	one.await(t, "a capture of the first", stored)
	two.await(t, "a capture of the second", stored)
	if err := errors.Join(one.stop(), two.stop()); err != nil {
		t.Error(err)
	}
}

func TestAMountThatDoesNotAnswerHoldsNobodyUp(t *testing.T) {
	// Opening a pipe that nobody writes to takes as long.
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	r := start(t, Profiler{To: pipe, Interval: time.Hour, Duration: time.Hour, Grace: 50 * time.Millisecond})
	until(t, "a capture begins", isProfiling)
	work(200 * time.Millisecond)
	if err := r.stop(); err == nil {
		t.Error("nothing is said of what is lost")
	}
	answer, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		answer.Close()
		if len(r.results) > 0 {
			t.Error("reported after the end: ", <-r.results)
		}
	})
}

func TestSourcesAreMadeToFitAName(t *testing.T) {
	for source, want := range map[string]string{
		"pod-7f9c.eu": "pod-7f9c.eu", "a/b_c d": "a-b-c-d", "..": "", "-.x-": "x-", "größe": "gr--e",
		strings.Repeat("x", 200): strings.Repeat("x", 128),
	} {
		if got := sourceName(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
	for _, source := range []string{"", "/"} {
		p := Profiler{To: "/mnt", App: "sample", Source: source}
		if err := p.complete(); err != nil {
			t.Error(err)
		}
		if !regexp.MustCompile(fmt.Sprintf("^[A-Za-z0-9][A-Za-z0-9.-]*-%d$", os.Getpid())).MatchString(p.Source) {
			t.Error(p.Source)
		}
	}
}

func TestACaptureBeginsAnywhereInItsInterval(t *testing.T) {
	const most = 100
	var seen [most + 1]int
	for i := 0; i < 100_000; i++ {
		seen[upTo(most)]++
	}
	for offset, count := range seen {
		if count < 500 || count > 1500 {
			t.Error(offset, count)
		}
	}
}

func TestSenselessFieldsAreRefusedAtOnce(t *testing.T) {
	for _, p := range []Profiler{
		{}, {To: "/mnt"}, {App: "sample"}, {To: "/mnt", App: "/sample"}, {To: "/mnt", App: "../sample"},
		{To: "/mnt", App: "sample", Interval: -1}, {To: "/mnt", App: "sample", Duration: -1},
	} {
		if err := p.Run(context.Background()); err == nil {
			t.Error(p.To, p.App, p.Interval, p.Duration)
		}
	}
}
