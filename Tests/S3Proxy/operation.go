package main

import (
	"net/http"
	"strings"
)

// operation is the name that the Amazon S3 API Reference has for a request. Requests for what isn't a
// capture, such as PutObject of .directory, are counted apart: by the first component of the key that
// begins with a dot.
func operation(request *http.Request) string {
	_, key, _ := strings.Cut(strings.TrimPrefix(request.URL.Path, "/"), "/")
	query := request.URL.Query()
	name := ofBucket(request, query)
	if key != "" {
		name = ofObject(request, query)
	}
	for _, component := range strings.Split(key+query.Get("prefix"), "/") {
		if strings.HasPrefix(component, ".") {
			return name + " of " + component
		}
	}
	return name
}

func ofBucket(request *http.Request, query map[string][]string) string {
	switch request.Method {
	case "GET":
		if query["list-type"] != nil {
			return "ListObjectsV2"
		}
		return "ListObjects"
	case "HEAD":
		return "HeadBucket"
	case "POST":
		if query["delete"] != nil {
			return "DeleteObjects"
		}
	}
	return request.Method + " bucket"
}

func ofObject(request *http.Request, query map[string][]string) string {
	isPart := query["uploadId"] != nil
	switch request.Method {
	case "GET":
		return "GetObject"
	case "HEAD":
		return "HeadObject"
	case "PUT":
		if isPart {
			return "UploadPart"
		}
		if request.Header.Get("X-Amz-Copy-Source") != "" {
			return "CopyObject"
		}
		return "PutObject"
	case "POST":
		if isPart {
			return "CompleteMultipartUpload"
		}
		return "CreateMultipartUpload"
	case "DELETE":
		if isPart {
			return "AbortMultipartUpload"
		}
		return "DeleteObject"
	}
	return request.Method + " object"
}
