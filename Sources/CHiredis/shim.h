// The RESP reader of libhiredis; its networking is not used.
#pragma once

#include <hiredis/read.h>
#include <hiredis/hiredis.h>
