import TestSupport

extension Bucket {
  /// A function for scripts, `put FILE KEY`: stores an object past pgofs, as any client of S3 does.
  static let put = """
    put() {
      local place=${B%%\\?*} server=${B##*endpoint=}
      curl -sSf -o /dev/null -T "$1" --aws-sigv4 aws:amz:us-east-1:s3 \\
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$server/${place#s3://}/$2"
    }

    """
}
