/* The shipped dictionary hangs together, arrives whole in a file, and is found in both languages. */
#include "fixture.h"

#include <dirent.h>
#include <stdlib.h>

/* ---- it arrives whole ---- */

static int lines_of(const char *name)
{
    const struct embedded *file = embedded_find(name);
    assert_non_null(file);
    int lines = 0;
    for (const char *c = file->text; *c; c++)
        lines += *c == '\n';
    return lines - 1; /* the head */
}

static void test_every_row_arrives(void **state)
{
    struct fixture *f = *state;
    const struct dictionary *d = &f->herd->dictionary;
    assert_int_equal(d->species_count, lines_of("dictionary/species.tsv"));
    assert_int_equal(d->breed_count, lines_of("dictionary/breed.tsv"));
    assert_int_equal(d->township_count, lines_of("dictionary/township.tsv"));
    assert_int_equal(d->kind_count, lines_of("dictionary/event_kind.tsv"));
    assert_int_equal(d->field_count, lines_of("dictionary/event_field.tsv"));
    assert_int_equal(d->param_count, lines_of("dictionary/param.tsv"));
    assert_int_equal(d->rule_count, lines_of("dictionary/rule.tsv"));
    /* species, breeds, townships and kinds are lists, too */
    assert_int_equal(d->code_count, lines_of("dictionary/code.tsv") + d->species_count + d->breed_count +
                                        d->township_count + d->kind_count);
}

static void test_installed_by_the_first_change(void **state)
{
    struct fixture *f = *state;
    struct change change;
    assert_done(change_load(f->herd, 1, &f->arena, &change, e));
    assert_string_equal(change.command, "dictionary install");
    assert_string_equal(change.operator_name, "mupu");
    int64_t newest;
    assert_done(store_newest_change(f->herd->store, &newest, e));
    assert_int_equal(newest, 1);
    fixture_reopen(f, STORE_WRITE, true);
    assert_done(store_newest_change(f->herd->store, &newest, e));
    assert_int_equal(newest, 1); /* opening again adds nothing */
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

/* ---- it hangs together ---- */

static bool has_list(const struct dictionary *d, const char *list)
{
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, list) == 0)
            return true;
    return false;
}

/* An empty text is always one of them. */
static bool one_of(const char *text, const char *words)
{
    size_t length = strlen(text);
    if (!length)
        return true;
    for (const char *at = words; (at = strstr(at, text)); at++)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

/* A field's limits are those of one param, or of a family of them told apart by age and sex. */
static bool has_param(const struct dictionary *d, const char *species, const char *name)
{
    char adult[64];
    snprintf(adult, sizeof(adult), "%s_adult_F", name);
    return dictionary_param(d, species, name) || dictionary_param(d, species, adult);
}

static void check_field_param(const struct dictionary *d, const struct event_kind *kind, const struct field *field)
{
    bool found = !*field->param;
    for (int i = 0; i < d->species_count; i++)
        if (!*kind->species || strcmp(kind->species, d->species[i].code) == 0)
            found = found || has_param(d, d->species[i].code, field->param);
    if (!found)
        fail_msg("%s %s: no species has the param \"%s\"", kind->code, field->name, field->param);
}

static void test_fields_refer_to_what_is_there(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->field_count; i++) {
        const struct field *field = &d->fields[i];
        const struct event_kind *kind = dictionary_kind(d, d->field_kinds[i]);
        assert_non_null(kind);
        assert_string_equal(kind->code, d->field_kinds[i]);
        if (field->type == FIELD_OF_CODE && !has_list(d, field->list))
            fail_msg("%s %s: there is no list \"%s\"", kind->code, field->name, field->list);
        if (field->type == FIELD_OF_ANIMAL)
            assert_true(one_of(field->list, "M F"));
        assert_true(*field->place && one_of(field->place, "value count dead code other holding pen text detail"));
        assert_true(!*field->unit || dictionary_code(d, "unit", field->unit));
        check_field_param(d, kind, field);
        assert_true(*field->zh && *field->en);
    }
}

static void test_a_column_of_an_event_holds_one_field(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->field_count; i++)
        for (int j = i + 1; j < d->field_count && strcmp(d->field_kinds[i], d->field_kinds[j]) == 0; j++) {
            assert_string_not_equal(d->fields[i].name, d->fields[j].name);
            if (strcmp(d->fields[i].place, "detail") != 0)
                assert_string_not_equal(d->fields[i].place, d->fields[j].place);
        }
}

static bool list_has_states(const struct dictionary *d, const char *kind)
{
    for (int i = 0; i < d->field_count; i++)
        if (strcmp(d->field_kinds[i], kind) == 0 && d->fields[i].type == FIELD_OF_CODE)
            for (int j = 0; j < d->code_count; j++)
                if (strcmp(d->codes[j].list, d->fields[i].list) == 0 && *d->codes[j].state)
                    return true;
    return false;
}

static void test_kinds_lead_to_known_states_and_flows(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->kind_count; i++) {
        const struct event_kind *kind = &d->kinds[i];
        assert_true(!*kind->species || dictionary_species(d, kind->species));
        assert_true(one_of(kind->sex, "M F"));
        assert_true(one_of(kind->effect, "birth foster move enter leave identify"));
        if (strcmp(kind->state, "code") == 0)
            assert_true(list_has_states(d, kind->code));
        else if (*kind->state)
            assert_non_null(dictionary_code(d, "state", kind->state));
        if (*kind->flow)
            assert_non_null(dictionary_code(d, "flow", kind->flow));
        /* what leaves or enters counts in some column, and the other way round */
        assert_int_equal(*kind->flow != 0, one_of(kind->effect, "birth enter leave") && *kind->effect != 0);
        if (strcmp(kind->effect, "leave") == 0)
            assert_non_null(dictionary_code(d, "leave", kind->code));
    }
    for (int i = 0; i < d->code_count; i++)
        if (*d->codes[i].state && strcmp(d->codes[i].list, "event_kind") != 0)
            assert_non_null(dictionary_code(d, "state", d->codes[i].state));
}

static void test_labels_of_a_list_differ(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->code_count; i++) {
        const struct code *a = &d->codes[i];
        assert_true(*a->code && *a->zh && *a->en);
        assert_true(!*a->species || dictionary_species(d, a->species));
        for (int j = i + 1; j < d->code_count && strcmp(d->codes[j].list, a->list) == 0; j++)
            if (strcmp(a->zh, d->codes[j].zh) == 0 || strcasecmp(a->en, d->codes[j].en) == 0)
                fail_msg("list %s: \"%s\" and \"%s\" have the same label", a->list, a->code, d->codes[j].code);
    }
}

static void check_order(const struct param *p, int64_t low, int64_t high, const char *what)
{
    if (low != PARAM_NONE && high != PARAM_NONE && low > high)
        fail_msg("%s %s: %s is out of order", p->species, p->name, what);
}

static void test_limits_are_in_order(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->param_count; i++) {
        const struct param *p = &d->params[i];
        assert_non_null(dictionary_species(d, p->species));
        assert_true(*p->zh && *p->en && *p->source);
        assert_true(!*p->unit || dictionary_code(d, "unit", p->unit));
        check_order(p, p->hard_low, p->warn_low, "hard_low, warn_low");
        check_order(p, p->warn_low, p->warn_high, "warn_low, warn_high");
        check_order(p, p->warn_high, p->hard_high, "warn_high, hard_high");
        check_order(p, p->hard_low, p->value, "hard_low, value");
        check_order(p, p->value, p->hard_high, "value, hard_high");
        if (strncmp(p->name, "max_f_", 6) == 0)
            continue; /* its value is the limit, not what is usual */
        check_order(p, p->warn_low, p->value, "warn_low, value");
        check_order(p, p->value, p->warn_high, "value, warn_high");
    }
}

static void test_only_hard_rules_are_overridden(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    for (int i = 0; i < d->rule_count; i++) {
        assert_true(*d->rules[i].zh && *d->rules[i].en);
        assert_true(one_of(d->rules[i].severity, "soft hard off"));
        assert_true(!d->rules[i].override || strcmp(d->rules[i].severity, "hard") == 0);
        assert_true(strlen(d->rules[i].code) < sizeof(((struct err *)0)->rule));
    }
}

/* ---- the sources ask only for rules, lists and params that are there ---- */

struct asked {
    const char *call;
    char kind; /* r rule, l list, p param */
};

/* The first literal between the call's parentheses, "" when there is none. */
static void first_literal(const char *at, char out[64])
{
    int depth = 1;
    out[0] = '\0';
    for (; *at && depth > 0 && *at != '"'; at++)
        depth += (*at == '(') - (*at == ')');
    size_t length = *at == '"' && depth > 0 ? strcspn(at + 1, "\"") : 0;
    if (length < 64)
        snprintf(out, 64, "%.*s", (int)length, at + 1);
}

static bool is_there(const struct dictionary *d, char kind, const char *name)
{
    if (kind == 'r')
        return dictionary_rule(d, name);
    if (kind == 'l')
        return has_list(d, name);
    for (int i = 0; i < d->species_count; i++)
        if (dictionary_param(d, d->species[i].code, name))
            return true;
    return false;
}

static int check_source(const struct dictionary *d, const char *path)
{
    static const struct asked calls[] = {
        { "check_broken(", 'r' },      { "BROKEN(", 'r' },
        { "herd_code_label(", 'l' },   { "dictionary_code(", 'l' },
        { "dictionary_number(", 'p' }, { "dictionary_param(", 'p' },
    };
    struct strbuf source;
    int count = 0;
    strbuf_init(&source);
    assert_done(file_read(path, 1 << 22, &source, e));
    for (size_t i = 0; i < COUNT(calls); i++)
        for (const char *at = source.text; (at = strstr(at, calls[i].call));) {
            char name[64];
            at += strlen(calls[i].call);
            first_literal(at, name);
            if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789FM") != strlen(name))
                continue;
            count++;
            if (!is_there(d, calls[i].kind, name))
                fail_msg("%s: %s...\"%s\" is not in the dictionary", path, calls[i].call, name);
        }
    strbuf_done(&source);
    return count;
}

static void test_sources_ask_for_what_is_there(void **state)
{
    struct fixture *f = *state;
    static const char *const folders[] = { "herd", "command", "ui", "exchange", "report" };
    const char *root = getenv("MUPU_SOURCE");
    int count = 0;
    if (!root)
        skip();
    for (size_t i = 0; i < COUNT(folders); i++) {
        DIR *folder = opendir(arena_printf(&f->arena, "%s/src/%s", root, folders[i]));
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            size_t length = strlen(entry->d_name);
            if (length > 2 && strcmp(entry->d_name + length - 2, ".c") == 0)
                count += check_source(&f->herd->dictionary,
                                      arena_printf(&f->arena, "%s/src/%s/%s", root, folders[i], entry->d_name));
        }
        if (folder)
            closedir(folder);
    }
    assert_true(count > 20);
}

static void test_lists_the_program_needs(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    static const char *const lists[] = {
        "sex",           "evidence",    "identifier_kind",
        "tier",          "precision",   "counting",
        "stage",         "state",       "birth_type",
        "fecb",          "coat",        "service_method",
        "mating_method", "lamb_status", "due",
        "plan_reason",   "plan_step",   "plan_status",
        "pen_kind",      "county",      "command",
        "unit",          "flow",        "leave",
        "species",       "breed",       "township",
        "event_kind",
    };
    for (size_t i = 0; i < COUNT(lists); i++)
        if (!has_list(d, lists[i]))
            fail_msg("there is no list \"%s\"", lists[i]);
}

/* ---- look-ups ---- */

static void test_found_by_code_and_in_both_languages(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    assert_string_equal(dictionary_species(d, "湖羊")->code, "hu_sheep");
    assert_string_equal(dictionary_species(d, "bactrian CAMEL")->code, "bactrian_camel");
    assert_null(dictionary_species(d, "驴"));
    assert_null(dictionary_species(d, NULL));
    assert_string_equal(dictionary_breed(d, "bactrian_camel", "塔里木双峰驼")->code, "tarim");
    assert_null(dictionary_breed(d, "hu_sheep", "塔里木双峰驼"));
    assert_string_equal(dictionary_breed(d, NULL, "Tarim Bactrian")->code, "tarim");
    assert_string_equal(dictionary_township(d, "阿恰勒镇")->code, "652929102");
    assert_string_equal(dictionary_township(d, "652929102")->zh, "阿恰勒镇");
    assert_string_equal(dictionary_kind(d, "产羔")->code, "lambing");
    assert_string_equal(dictionary_kind(d, "Lambing")->code, "lambing");
    assert_string_equal(dictionary_code(d, "scan_result", "未孕")->state, "open");
    assert_null(dictionary_code(d, "scan_result", "羔"));
    assert_null(dictionary_code(d, "no such list", "open"));
    assert_string_equal(dictionary_rule(d, "date_future")->zh, "日期晚于今天");
    assert_null(dictionary_rule(d, "no such rule"));
}

static void test_sex_in_the_words_of_a_species(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    static const struct {
        const char *typed, *code;
    } words[] = {
        { "M", "M" }, { "f", "F" }, { "母", "F" }, { "公羊", "M" }, { "母驼", "F" }, { "bull", "M" }, { "羯", "C" },
    };
    for (size_t i = 0; i < COUNT(words); i++)
        assert_string_equal(dictionary_code(d, "sex", words[i].typed)->code, words[i].code);
    assert_null(dictionary_code(d, "sex", "骡"));
}

static void test_numbers_in_whole_units(void **state)
{
    const struct dictionary *d = &((struct fixture *)*state)->herd->dictionary;
    assert_int_equal(dictionary_number(d, "hu_sheep", "gestation", -1), 148);
    assert_int_equal(dictionary_number(d, "bactrian_camel", "gestation", -1), 402);
    assert_int_equal(dictionary_number(d, "bactrian_camel", "season_from", 0), 1201);
    assert_int_equal(dictionary_number(d, "hu_sheep", "season_from", 0), 0);
    assert_int_equal(dictionary_number(d, "bactrian_camel", "cycle", 0), 0);
    assert_int_equal(dictionary_number(d, "bactrian_camel", "rest_days", -1), 0); /* set to nothing is not: not set */
    const struct param *p = dictionary_param(d, "hu_sheep", "gestation");
    assert_int_equal(p->warn_low, 143000);
    assert_int_equal(p->hard_high, 160000);
    assert_int_equal(dictionary_param(d, "hu_sheep", "ram_leaves_after")->warn_high, PARAM_NONE);
    assert_int_equal(dictionary_param(d, "hu_sheep", "max_f_enterprise")->value * 10, 62500); /* millionths */
}

static void test_labels(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(herd_code_label(f->herd, "state", "pregnant"), "妊娠");
    assert_string_equal(herd_code_label(f->herd, "state", "odd"), "odd");
    assert_string_equal(herd_code_label(f->herd, "state", NULL), "");
    fixture_reopen(f, STORE_READ, false);
    assert_string_equal(herd_code_label(f->herd, "state", "pregnant"), "pregnant");
    assert_string_equal(herd_label(f->herd, "公斤", "kg"), "kg");
}

/* ---- newer rows ---- */

static void test_refresh_adds_only_what_is_missing(void **state)
{
    struct fixture *f = *state;
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "DELETE FROM rule WHERE code = 'capacity'");
    fixture_execute(f, "UPDATE param SET value = 150000 WHERE species = 'hu_sheep' AND name = 'gestation'");
    assert_done(herd_commit(f->herd, "dictionary edit", NULL, "gestation", 2, 0, 0, NULL, e));
    assert_done(herd_refresh_dictionary(f->herd, e));
    assert_non_null(dictionary_rule(&f->herd->dictionary, "capacity"));
    assert_int_equal(dictionary_number(&f->herd->dictionary, "hu_sheep", "gestation", 0), 150); /* the county's own */
    assert_string_equal(fixture_newest(f).command, "dictionary refresh");
    int64_t before, after;
    assert_done(store_newest_change(f->herd->store, &before, e));
    assert_done(herd_refresh_dictionary(f->herd, e));
    assert_done(store_newest_change(f->herd->store, &after, e));
    assert_int_equal(before, after);
}

static void test_an_older_file_gets_newer_rows_when_opened(void **state)
{
    struct fixture *f = *state;
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "DELETE FROM rule WHERE code = 'capacity'");
    assert_done(store_meta_set(f->herd->store, "dictionary", "older", e));
    assert_done(herd_commit(f->herd, "dictionary edit", NULL, NULL, 1, 0, 0, NULL, e));
    fixture_reopen(f, STORE_READ, true);
    assert_null(dictionary_rule(&f->herd->dictionary, "capacity")); /* a reader writes nothing */
    fixture_reopen(f, STORE_WRITE, true);
    assert_non_null(dictionary_rule(&f->herd->dictionary, "capacity"));
    assert_string_equal(fixture_newest(f).command, "dictionary refresh");
}

static void test_the_day_a_demonstration_stands_still(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(f->herd->today, date_from_ymd(2025, 10, 31));
    assert_done(store_meta_set(f->herd->store, "today", "2025-03-01", e));
    fixture_reopen(f, STORE_READ, true);
    assert_int_equal(f->herd->today, date_from_ymd(2025, 3, 1));
    assert_string_equal(f->herd->operator_name, "tester");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_row_arrives, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_installed_by_the_first_change, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fields_refer_to_what_is_there, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_column_of_an_event_holds_one_field, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_kinds_lead_to_known_states_and_flows, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_labels_of_a_list_differ, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_limits_are_in_order, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_only_hard_rules_are_overridden, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sources_ask_for_what_is_there, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_lists_the_program_needs, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_found_by_code_and_in_both_languages, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sex_in_the_words_of_a_species, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_numbers_in_whole_units, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_labels, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refresh_adds_only_what_is_missing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_an_older_file_gets_newer_rows_when_opened, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_the_day_a_demonstration_stands_still, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("dictionary", tests, NULL, NULL);
}
