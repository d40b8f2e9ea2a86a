#!/bin/sh
name=$(sed 's/.*"name":"\([^"\\]*\)".*/\1/')
echo "Hello, $name!"
