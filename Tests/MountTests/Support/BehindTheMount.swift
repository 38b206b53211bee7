/// What scripts see of a store, and do to it, behind the mount:
///
/// - `stored`: the files in it, a line each.
/// - `kept [PATH]`: the path of a file or directory with what the store has there, or of nothing. Of a
///   local store that is itself, of a bucket a copy.
/// - `put_behind FILE PATH`: puts the bytes of a file, or of stdin, which is `-`.
/// - `put_tree DIRECTORY`: puts all files of a directory there.
/// - `make_behind PATH…`: makes directories.
/// - `remove_behind PATH…`: removes files, and directories with all that is in them.
enum BehindTheMount {
  static let ofDirectory = #"""
    stored() { (cd "$S" && find . -type f | cut -c3- | sort); }
    kept() { echo "$S/${1:-}"; }
    put_behind() { mkdir -p "$S/${2%/*}" && cat "$1" > "$S/$2"; }
    put_tree() { cp -r "$1/." "$S"; }
    make_behind() { mkdir -p "${@/#/$S/}"; }
    remove_behind() { rm -r "${@/#/$S/}"; }
    export -f stored kept put_behind put_tree make_behind remove_behind

    """#

  /// With curl, as another client of the bucket. What is under `.pgofs/` belongs to no store.
  static let ofBucket = #"""
    s3() {
      curl -sS --fail-with-body --aws-sigv4 aws:amz:us-east-1:s3 \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"
    }
    object() { echo "$OBJECTS/${1//+/%2B}"; }
    # The keys at and below a path, without the store's prefix.
    keys() {
      local bucket=${OBJECTS%/*} prefix=${OBJECTS##*/} after='' page
      while
        page=$(s3 "$bucket?list-type=2&prefix=$(encoded "$prefix/$1")&start-after=$(encoded "$after")")
        tr '<' '\n' <<< "$page" | sed -n "s,^Key>$prefix/,,p" |
          awk -v path="$1" '!/^\.pgofs\// && (!path || $0 == path || index($0, path "/") == 1)'
        after=${page##*<Key>} after=${after%%<*}
        [[ $page == *'<IsTruncated>true<'* ]]
      do :; done
    }
    encoded() { sed 's,/,%2F,g; s,+,%2B,g' <<< "$1"; }
    # Settings of curl for lines of paths: where an object is, and with a setting and a directory also
    # its file there.
    transfers() {
      awk -v objects="$OBJECTS/" -v setting="${1:-}" -v directory="${2:-}" '{
        if (setting) printf "%s = \"%s/%s\"\n", setting, directory, $0
        gsub(/\+/, "%2B")
        printf "url = \"%s\"\n", objects $0
      }'
    }
    stored() { keys '' | sed '/\/\.directory$/d' | sort; }
    kept() {
      local copy
      copy=$(mktemp -d "$W/../kept.XXXXXX")
      keys "${1:-}" | transfers output "$copy" > "$copy.curl"
      [ ! -s "$copy.curl" ] || s3 --create-dirs --config "$copy.curl" >&2
      find "$copy" -name .directory -delete
      echo "$copy/${1:-}"
    }
    put_behind() { s3 -T "$1" "$(object "$2")"; }
    put_tree() {
      (cd "$1" && find . -type f | cut -c3-) | transfers upload-file "$1" |
        s3 -Z --no-progress-meter --config -
    }
    make_behind() {
      local path
      for path in "$@"; do echo "$path $RANDOM$RANDOM" | put_behind - "$path/.directory"; done
    }
    # SeaweedFS lists a folder, also an empty one, until it is deleted itself.
    remove_behind() {
      local path
      for path in "$@"; do
        keys "$path" | awk -v path="$path/" '
          { print 9, $0 }
          {
            folder = ""
            depth = split($0, names, "/")
            for (i = 1; i < depth; i++) {
              folder = folder names[i] "/"
              if (index(folder, path) == 1 && !seen[folder]++) print i, folder
            }
          }' | sort -rn | cut -d' ' -f2- | transfers | s3 -X DELETE --config -
      done
    }
    export -f s3 object keys encoded transfers stored kept put_behind put_tree make_behind remove_behind

    """#
}
