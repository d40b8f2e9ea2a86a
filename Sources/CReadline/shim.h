// GNU readline, for line editing in the console. Its globals are reached through functions: Swift takes variables that
// anybody may write for what they are.
#pragma once

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>

typedef char **(*parlor_rl_completion)(const char *text, int start, int end);

/// What is typed and shown is UTF-8, also where the environment names another locale or none.
static inline void parlor_rl_expect_utf8(void) {
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

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
  parlor_rl_expect_utf8();
  rl_initialize();
  // In a locale of single bytes it would change what is typed.
  rl_variable_bind("convert-meta", "off");
  rl_variable_bind("input-meta", "on");
  rl_variable_bind("output-meta", "on");
}

/// The line so far.
static inline const char *parlor_rl_line(void) { return rl_line_buffer; }

/// No file names where nothing else fits, and no space behind what the caller has finished.
static inline void parlor_rl_end_completion(void) { rl_attempted_completion_over = 1; }

/// From now on the terminal stays prepared between lines: what is typed meanwhile waits for the next one, and a Ctrl-D
/// among it is not taken for an end of the terminal's own. rl_deprep_terminal() gives it back.
static inline void parlor_rl_keep_terminal(void) { rl_deprep_term_function = NULL; }

/// Enters the line after it was taken off the screen: readline alone knows over which rows it went.
static inline int parlor_rl_accept_erased(int count, int key) {
  rl_deactivate_mark();
  rl_redisplay();
  rl_clear_visible_line();
  // Nothing stands there any more to move below: rl_newline() knows that of an empty line only.
  int point = rl_point, end = rl_end;
  rl_point = rl_end = 0;
  rl_erase_empty_line = 1;
  int result = rl_newline(count, key);
  rl_erase_empty_line = 0;
  rl_point = point;
  rl_end = end;
  return result;
}

/// From now on a line is taken off the screen by the keys that enter it.
static inline void parlor_rl_erase_entered(void) {
  Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};
  int keys[] = {'\n', '\r'};
  for (size_t map = 0; map < 3; map++) {
    for (size_t key = 0; key < 2; key++) {
      KEYMAP_ENTRY entry = maps[map][keys[key]];
      if (entry.type != ISFUNC || entry.function != rl_newline) continue;
      rl_bind_key_in_map(keys[key], parlor_rl_accept_erased, maps[map]);
    }
  }
}

/// Gives the line up: nothing stays of it.
static inline void parlor_rl_abandon(void) {
  rl_free_line_state();
  rl_callback_sigcleanup();
  rl_replace_line("", 0);
  rl_point = rl_end = 0;
}

/// An array of matches for readline, which frees it: what all have in common first.
static inline char **parlor_rl_matches(size_t count) { return calloc(count + 2, sizeof(char *)); }

/// Whether whoever started the program wants a signal to pass without effect.
static inline int parlor_ignores(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
