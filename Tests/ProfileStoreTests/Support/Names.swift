import ProfileStore

// Names as tests write them; one that isn't of the form is a mistake of the test.

/// A window that holds every capture.
let always = Timestamp(milliseconds: .min)..<Timestamp(milliseconds: .max)

let sample = app("sample")

func app(_ path: String) -> AppPath { AppPath(path)! }

func day(_ text: String) -> Day { Day(text)! }

/// A capture by its path: `2024-10-12/09-30-00Z.pprof`.
func capture(_ path: String, in app: AppPath = sample) -> StoreFile {
  .capture(app, captureName(path))
}

func captureName(_ path: String) -> CaptureName {
  let parts = path.split(separator: "/")
  return CaptureName(day: Day(parts[0])!, fileName: String(parts[1]))!
}

func pinned(_ name: String, in app: AppPath = sample) -> StoreFile {
  .pinned(app, PinnedName(name)!)
}
