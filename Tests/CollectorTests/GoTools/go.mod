module gotools

go 1.25
