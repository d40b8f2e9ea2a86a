// GNU readline, for line editing in the console.
#pragma once

#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
