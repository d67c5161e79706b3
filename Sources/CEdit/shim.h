#include <histedit.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* What of libedit Swift cannot call: functions with variable arguments, and those that want the streams of C. */

static inline char *lede_edit_prompt(EditLine *editor) {
    (void)editor;
    return (char *)"lede> ";
}

/* An editor with the keys of Emacs, and those of ~/.editrc. `complete` is called for the tabulator, `cancel` for Ctrl-C,
   which is a key while a line is read: a signal could come after the keys that were pressed behind it. */
static inline EditLine *lede_edit_open(
    History *history_of_lines, unsigned char (*complete)(EditLine *, int), unsigned char (*cancel)(EditLine *, int),
    void *context) {
    EditLine *editor = el_init("lede", stdin, stdout, stderr);
    if (editor == NULL) return NULL;
    el_set(editor, EL_CLIENTDATA, context);
    el_set(editor, EL_PROMPT, lede_edit_prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_HIST, history, history_of_lines);
    el_set(editor, EL_ADDFN, "lede-complete", "Complete the word before the cursor", complete);
    el_set(editor, EL_BIND, "\t", "lede-complete", NULL);
    el_set(editor, EL_ADDFN, "lede-cancel", "Take back the line", cancel);
    el_set(editor, EL_BIND, "^C", "lede-cancel", NULL);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_source(editor, NULL);
    return editor;
}

/* Makes another key the one for which the terminal sends a signal, `_POSIX_VDISABLE` for none; gives back the old one. */
static inline cc_t lede_terminal_set_interrupt(cc_t key) {
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) != 0) return key;
    cc_t old = modes.c_cc[VINTR];
    modes.c_cc[VINTR] = key;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    return old;
}

static inline cc_t lede_terminal_no_key(void) { return _POSIX_VDISABLE; }

static inline void *lede_edit_context(EditLine *editor) {
    void *context = NULL;
    el_get(editor, EL_CLIENTDATA, &context);
    return context;
}

static inline History *lede_history_open(int size) {
    HistEvent event;
    History *lines = history_init();
    if (lines == NULL) return NULL;
    history(lines, &event, H_SETSIZE, size);
    history(lines, &event, H_SETUNIQUE, 1);
    return lines;
}

static inline void lede_history_add(History *lines, const char *line) {
    HistEvent event;
    history(lines, &event, H_ENTER, line);
}

static inline int lede_history_load(History *lines, const char *path) {
    HistEvent event;
    return history(lines, &event, H_LOAD, path);
}

static inline int lede_history_save(History *lines, const char *path) {
    HistEvent event;
    return history(lines, &event, H_SAVE, path);
}
