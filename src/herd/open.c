/* open.c - an open book: its dictionary, who works in it, which day it is, and changes that hold together */
#include "inner.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Who a change of the dictionary is by; never somebody whose newest change an undo would take. */
static const char program_name[] = "mupu";
static const char fingerprint_name[] = "dictionary";

/* ---- who and when ---- */

static const char *operator_name(struct arena *arena)
{
    static const char *const names[] = { "MUPU_OPERATOR", "SUDO_USER" };
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *name = getenv(names[i]);
        if (name && *name && utf8_valid(name, strlen(name), NULL))
            return arena_text(arena, name);
    }
    const struct passwd *account = getpwuid(getuid());
    if (account && account->pw_name && *account->pw_name)
        return arena_text(arena, account->pw_name);
    return arena_printf(arena, "uid %ld", (long)getuid());
}

/* A demonstration file stands still at a day. */
static bool read_today(struct herd *herd, struct err *e)
{
    struct strbuf value;
    strbuf_init(&value);
    enum date_precision precision;
    herd->today = clock_today();
    bool done = store_meta_get(herd->store, "today", &value, e) &&
                (!value.length || date_parse(value.text, &herd->today, &precision, e));
    strbuf_done(&value);
    return done;
}

/* ---- the dictionary of the file ---- */

static bool change_dictionary(struct herd *herd, const char *command, struct err *e)
{
    char fingerprint[20];
    struct change_note note = { .operator_name = program_name, .command = command, .label = MUPU_VERSION, .count = 1 };
    if (!store_begin(herd->store, e))
        return false;
    int64_t change;
    if (install_rows(herd, e) && store_meta_set(herd->store, fingerprint_name, install_fingerprint(fingerprint), e))
        return store_commit(herd->store, &note, &change, e);
    store_rollback(herd->store);
    return false;
}

bool herd_refresh_dictionary(struct herd *herd, struct err *e)
{
    return change_dictionary(herd, "dictionary refresh", e) && dictionary_load(herd, e);
}

/* A file from an older mupu gets the newer rows when it is opened for writing; if somebody else is writing, next time.
 */
static bool bring_up_to_date(struct herd *herd, struct err *e)
{
    char fingerprint[20];
    struct strbuf known;
    struct err why;
    strbuf_init(&known);
    bool done = store_meta_get(herd->store, fingerprint_name, &known, e);
    bool same = done && strcmp(known.text, install_fingerprint(fingerprint)) == 0;
    bool empty = known.length == 0;
    strbuf_done(&known);
    if (!done || same)
        return done;
    if (change_dictionary(herd, empty ? "dictionary install" : "dictionary refresh", &why))
        return true;
    if (why.code == ERR_BUSY && !empty)
        return true;
    return err_set(e, why.code, why.field, "%s", why.message);
}

/* ---- open and close ---- */

static bool fill(struct herd *herd, enum store_mode mode, struct err *e)
{
    return (mode == STORE_READ || bring_up_to_date(herd, e)) && read_today(herd, e) && dictionary_load(herd, e);
}

bool herd_open(const char *path, enum store_mode mode, bool chinese, struct herd **ret_herd, struct err *e)
{
    struct store *store;
    if (!store_open(path, mode, &store, e))
        return false;
    struct herd_private *all = memory_new(sizeof(*all));
    struct herd *herd = &all->herd;
    arena_init(&herd->arena);
    arena_init(&all->holdings.arena);
    herd->store = store;
    herd->chinese = chinese;
    herd->operator_name = operator_name(&herd->arena);
    if (!fill(herd, mode, e)) {
        herd_close(herd);
        return false;
    }
    *ret_herd = herd;
    return true;
}

void herd_close(struct herd *herd)
{
    if (!herd)
        return;
    struct herd_private *all = herd_private(herd);
    store_close(herd->store);
    memory_free(all->holdings.names);
    arena_done(&all->holdings.arena);
    arena_done(&herd->arena);
    memory_free(all);
}

/* ---- labels ---- */

const char *herd_label(const struct herd *herd, const char *zh, const char *en)
{
    return herd->chinese ? zh : en;
}

const char *herd_code_label(const struct herd *herd, const char *list, const char *code)
{
    if (!code)
        return "";
    const struct code *found = dictionary_code(&herd->dictionary, list, code);
    return found && strcmp(found->code, code) == 0 ? herd_label(herd, found->zh, found->en) : code;
}

/* ---- changes that hold together ---- */

bool herd_begin(struct herd *herd, struct err *e)
{
    struct herd_private *all = herd_private(herd);
    if (store_in_transaction(herd->store)) {
        all->depth = (all->depth > 0 ? all->depth : 1) + 1;
        return true;
    }
    if (!store_begin(herd->store, e))
        return false;
    if (all->holdings.inside)
        holding_forget_names(herd); /* of a transaction that was rolled back, perhaps */
    all->depth = 1;
    return true;
}

bool herd_commit(struct herd *herd, const char *command, const char *kind, const char *label, int64_t count,
                 int64_t animal, int64_t holding, const char *reason, struct err *e)
{
    struct herd_private *all = herd_private(herd);
    if (all->depth > 1) {
        all->depth--;
        return true;
    }
    all->depth = 0;
    struct change_note note = {
        .operator_name = herd->operator_name,
        .command = command,
        .kind = kind,
        .label = label,
        .count = count,
        .animal = animal,
        .holding = holding,
        .reason = reason && *reason ? reason : NULL,
    };
    int64_t change;
    return store_commit(herd->store, &note, &change, e);
}

void herd_rollback(struct herd *herd)
{
    struct herd_private *all = herd_private(herd);
    if (all->depth > 1) {
        all->depth--;
        return;
    }
    all->depth = 0;
    store_rollback(herd->store);
    holding_forget_names(herd);
}
