// GNU readline, for line editing in the console. Its globals are reached through functions: Swift takes variables that
// anybody may write for what they are.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>

typedef char **(*parlor_rl_completion)(const char *text, int start, int end);

/// Sets readline up: on standard error, signals left to the program, words parted by spaces, completion by `complete`.
static inline void parlor_rl_set_up(parlor_rl_completion complete) {
  rl_readline_name = "parlor";
  rl_instream = stdin;
  rl_outstream = stderr;
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_basic_word_break_characters = " \t\n";
  rl_completer_word_break_characters = " \t\n";
  rl_completer_quote_characters = "";
  rl_attempted_completion_function = complete;
  rl_initialize();
}

/// The line so far.
static inline const char *parlor_rl_line(void) { return rl_line_buffer; }

/// No file names where nothing else fits, and no space behind what the caller has finished.
static inline void parlor_rl_end_completion(void) { rl_attempted_completion_over = 1; }

/// From now on the terminal stays prepared between lines: what is typed meanwhile waits for the next one, and a Ctrl-D
/// among it is not taken for an end of the terminal's own. rl_deprep_terminal() gives it back.
static inline void parlor_rl_keep_terminal(void) { rl_deprep_term_function = NULL; }

/// Gives the line up: nothing stays of it.
static inline void parlor_rl_abandon(void) {
  rl_free_line_state();
  rl_callback_sigcleanup();
  rl_replace_line("", 0);
  rl_point = rl_end = 0;
}

/// An array of matches for readline, which frees it: what all have in common first.
static inline char **parlor_rl_matches(size_t count) { return calloc(count + 2, sizeof(char *)); }
