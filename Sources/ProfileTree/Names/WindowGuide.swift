/// The guide to windows that every `merged/` holds as its `README`.
public enum WindowGuide {
  /// The grammar of windows by example: plain text, up to 100 columns and 60 lines.
  public static let text = """
    Every window of time is a file here, computed when it is read and never stored:

        <window>.pgo      the profile to build with: small, and it makes the same build as .pprof
        <window>.pprof    the merge of all captures in the window, to look at: go tool pprof
        <window>.txt      what is in the window, what was left out, and why

        go build -pgo=$PWD/last7d.pgo ./cmd/sample

    Only a few windows are listed. Any other opens all the same. All times are UTC.

    Moving windows are whole minutes, hours, days or weeks (from Monday): in between they hold still,
    and so does Go's build cache. They move some minutes late, when running captures have landed.

        last24h                            the last 24 whole hours; also last90m, last7d, last4w
        newest7d                           the same, counted back from the newest capture instead of
                                           from now: it outlives a collector that stopped
        yesterday                          the last whole day
        today                              the day so far
        all                                everything

    Where the whole units of last and newest hold no capture, the window runs on to now.

    Dates are whole:

        2024-10-12                         a day
        2024-10                            a month
        2024-W41                           an ISO week, Monday to Sunday

    From one bound to another, with _ between them:

        2024-10-12_2024-10-14              three whole days
        2024-01_2024-12                    a year
        2024-10-12T09_2024-10-12T17-30     from 09:00 up to 17:30, which is not in it
        2024-10-12_now                     up to this moment
        2024-10-12T09:30+02:00_now         a time is HH, HH-MM or HH-MM-SS, also with : for -,
        2024-10-12T09-30-00+02_now         and has a zone behind it where it isn't UTC
        1728725400000_1728729000000        Unix milliseconds

    With - in the time, hours, minutes and seconds come first and only then the zone: T09-05 is five
    past nine. With : a - begins the zone: T09:30-05 is half past nine, five hours behind UTC.

    A window without captures isn't there (ENOENT); its .txt says why it has none. A name that is no
    window is EINVAL, and .pgofs/events.log at the root says what is wrong with it.

    """
}
