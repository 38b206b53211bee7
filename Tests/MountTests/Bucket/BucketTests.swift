import TestSupport
import Testing

/// A bucket of a real S3 server is a store as a directory is one.
@Suite struct BucketTests {
  @Test func `a bucket is mounted, written, read and emptied as a directory is`() {
    let result = Bucket().sh(
      """
      set -e
      mount $M
      mkdir -p $M/sample/2024-10-12 $M/sample/canary
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/sample/2024-10-12/09-40-00.250Z_pod-1.pprof
      cp $SVC/002.pprof $M/sample/
      cmp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      [ "$(find $M/sample -name '*Z*.pprof' | wc -l)" = 3 ]
      [ "$(stat -c %Y $M/sample/2024-10-12/09-30-00Z.pprof)" = "$(date -d 2024-10-12T09:30Z +%s)" ]
      pgofs merge -o merged.pprof $(find $M/sample -name '*Z*.pprof' | sort)
      cmp merged.pprof $M/sample/merged/all.pprof
      pgofs cat $B sample/merged/all.pgo -o all.pgo
      cmp all.pgo $M/sample/merged/all.pgo
      mkdir $M/sample/pinned; cp all.pgo $M/sample/pinned/v1.pgo
      ! cp -n $STD/../std/000.pprof $M/sample/none/x.pprof 2>/dev/null
      echo text > text; ! cp text $M/sample/2024-10-12/10-00-00Z.pprof 2>/dev/null
      mv $M/sample/2024-10-12/09-30-00Z.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      cmp $SVC/000.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      mv $M/sample $M/moved
      cmp $SVC/000.pprof $M/moved/2024-10-12/09-31-00Z.pprof
      [ ! -e $M/sample ]
      rm $M/moved/2024-10-12/*; rmdir $M/moved/2024-10-12
      rm -r $M/moved
      [ -z "$(ls $M)" ]
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `what one host stores or deletes is in the other's ls and windows within the bound`() {
    let result = Bucket().sh(
      """
      mount $M && mount $T || exit 1
      ls -R $M $T > /dev/null
      # What a process has opened it gets again; another one sees what there is.
      merged() { bash -c "sed -n 's/^captures  \\([0-9]*\\).*/\\1/p' $1/sample/merged/$2.txt"; }
      shows() { # MOUNT COUNT
        [ "$(ls $1/sample/2024-10-12 | wc -l)" = $2 ] && [ "$(merged $1 all)" = $2 ] &&
          [ "$(merged $1 2024-10-12)" = $2 ] && [ "$(merged $1 2024-10-12T09_2024-10-12T10)" = $2 ]
      }
      mkdir -p $M/sample/2024-10-12; within '[ -d $T/sample/2024-10-12 ]'
      count=0
      for n in 0 1 2 3 4 5; do
        here=$M there=$T; ((n % 2)) && here=$T there=$M
        cp $SVC/00$n.pprof $here/sample/2024-10-12/09-0$n-00Z.pprof
        count=$((count + 1)); shows $here $count || exit 2; within 'shows $there $count'
        cmp $SVC/00$n.pprof $there/sample/2024-10-12/09-0$n-00Z.pprof || exit 3
      done
      for n in 5 4 3 2 1; do
        here=$M there=$T; ((n % 2)) && here=$T there=$M
        rm $here/sample/2024-10-12/09-0$n-00Z.pprof
        count=$((count - 1)); shows $here $count || exit 4; within 'shows $there $count'
        within "! [ -e $there/sample/2024-10-12/09-0$n-00Z.pprof ]"
      done
      rm -r $M/sample; within '! [ -e $T/sample ] && [ -z "$(ls $T)" ]'
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `two hosts read equal bytes for equal windows`() {
    let result = Bucket().sh(
      """
      mount $M && mount $T || exit 1
      mkdir -p $M/prod/api; within '[ -d $T/prod/api ]'
      for n in 10 11 12 13 14 15 16 17; do
        here=$M; ((n % 2)) && here=$T
        cp $SVC/0$n.pprof $here/prod/x-$((1728725400000 + n * 3600000)).pprof || exit 1
        cp $STD/sort.pprof $here/prod/api/pod$n-1728725400000.pprof || exit 1
      done
      # What was merged before, and when, differs between them.
      cat $M/prod/merged/all.pprof > first; cp $SVC/020.pprof $T/prod/y-1728725400000.pprof
      within '[ "$(bash -c "cat $M/prod/merged/all.txt" | grep -c "^captures  17 ")" = 1 ]'
      for window in all 2024-10-12 2024-10-12_2024-10-13 2024-10-12T20_2024-10-13T02 newest7d; do
        for file in prod/merged/$window.{pprof,pgo,txt} prod/api/merged/$window.pgo; do
          if [ -e $M/$file ]; then cmp $M/$file $T/$file; else [ ! -e $T/$file ]; fi || exit 2
          [ "$(stat -c '%s %Y' $M/$file 2>&1 | sed "s,$M,,")" = "$(stat -c '%s %Y' $T/$file 2>&1 | sed "s,$T,,")" ] || exit 3
        done
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `eight writers on two hosts lose nothing`() {
    let result = Bucket().sh(
      """
      mount $M && mount $T || exit 1
      mkdir -p $M/sample/2024-10-12; within '[ -d $T/sample/2024-10-12 ]'
      writer() {
        local i m=$M; (($1 % 2)) && m=$T
        for i in $(seq 10 34); do
          cp $SVC/0$((i + $1)).pprof $m/sample/2024-10-12/09-$i-00Z_w$1.pprof || exit 1
        done
      }
      for w in 1 2 3 4 5 6 7 8; do writer $w & pids="$pids $!"; done
      for pid in $pids; do wait $pid || exit 1; done
      # The names in their order, each with a content of its own.
      for i in $(seq 10 34); do for w in 1 2 3 4 5 6 7 8; do cat $SVC/0$((i + w)).pprof; done; done > written
      for m in $M $T; do
        within "[ \\$(ls $m/sample/2024-10-12 | wc -l) = 200 ]"
        cat $m/sample/2024-10-12/* | cmp - written || exit 2
        pgofs merge -o merged $m/sample/2024-10-12/*
        cmp merged $m/sample/merged/all.pprof || exit 3
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `of two hosts that write one name one is refused`() {
    let result = Bucket().sh(
      """
      mount $M && mount $T || exit 1
      mkdir -p $M/sample/2024-10-12; within '[ -d $T/sample/2024-10-12 ]'
      for i in $(seq 10 29); do
        name=sample/2024-10-12/09-$i-00Z.pprof
        cp $SVC/000.pprof $M/$name 2>/dev/null & one=$!
        cp $SVC/001.pprof $T/$name 2>/dev/null & two=$!
        wait $one; a=$?; wait $two; b=$?
        [ $((a + b)) = 1 ] || { echo "$name: $a $b"; exit 1; }
        file=$SVC/00$((a)).pprof
        pgofs cat $B $name | cmp - $file || exit 1
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `what is wrong with the settings is said at the mount, without secrets`() {
    let bucket = Bucket()
    let result = bucket.sh(
      """
      pgofs "${B/profiles/no-such-bucket}" $M
      AWS_SECRET_ACCESS_KEY=wrong-secret-key pgofs "$B" $M
      AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=wrong-secret-key pgofs "$B" $M
      env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY pgofs "$B" $M
      pgofs "$B&colour=red" $M
      pgofs "s3://me:secret@profiles/" $M
      ! mountpoint -q $M
      """)
    let errors = result.error.split(separator: "\n")
    #expect(result.status == 0, "\(result)")
    #expect(errors.count == 6, "\(result)")
    #expect(errors.allSatisfy { $0.hasPrefix("pgofs: error: ") }, "\(result)")
    let words = ["no bucket", "SignatureDoesNotMatch", "refused", "credentials", "colour", ""]
    for (error, word) in zip(errors, words) where !word.isEmpty {
      #expect(error.contains(word), "\(error)")
    }
    #expect(!result.error.contains("wrong-secret-key") && !result.error.contains("me:secret"))
  }
}
