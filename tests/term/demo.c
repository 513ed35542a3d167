/* demo.c - every widget of the toolkit once, to look at and to drive from the tests.
 *
 *   demo [--mono] [--mouse] [--plain] [--headless COLUMNSxROWS --keys FILE|-] [--start list|form|grid|tree|viewer|bars]
 */
#include "mupu/term.h"

#include <stdlib.h>
#include <string.h>

enum {
    COMMAND_FORM = COMMAND_OWN,
    COMMAND_GRID,
    COMMAND_TREE,
    COMMAND_VIEWER,
    COMMAND_BARS,
    COMMAND_WORK,
    COMMAND_PICKING,
    COMMAND_VOID
};

static const struct key_binding demo_keys[] = {
    { "herd", KEY_FN(2), 'e', "编辑", "编辑选中的一只", COMMAND_FORM },
    { "herd", KEY_FN(3), '/', "选择", "弹出选择表", COMMAND_PICKING },
    { "herd", KEY_FN(4), 't', "谱系", "系谱树", COMMAND_TREE },
    { "herd", KEY_FN(5), 'b', "图", "条形图", COMMAND_BARS },
    { "herd", KEY_FN(6), 'v', "文本", "长文本", COMMAND_VIEWER },
    { "herd", KEY_FN(7), 'a', "产羔", "一窝羔羊", COMMAND_GRID },
    { "herd", KEY_FN(8), 'd', "作废", "作废选中的记录", COMMAND_VOID },
    { "herd", KEY_FN(9), 'w', "长活", "做一件长的活", COMMAND_WORK },
};
static const struct key_table demo_table = { demo_keys, COUNT(demo_keys) };

/* ---- list ---- */
#define HERD_ROWS 1284
static const struct list_column herd_columns[] = {
    { "耳号", 14, 0, 0, ALIGN_LEFT }, { "家系", 4, 0, 4, ALIGN_LEFT },  { "出生", 10, 0, 2, ALIGN_LEFT },
    { "胎次", 4, 0, 3, ALIGN_RIGHT }, { "状态", 6, 0, 1, ALIGN_LEFT },  { "上次产羔", 10, 0, 5, ALIGN_LEFT },
    { "持有", 12, 1, 6, ALIGN_LEFT }, { "备注", 20, 2, 7, ALIGN_LEFT },
};

static void herd_fill(void *context, int64_t row, struct list_row *out)
{
    static const char *const states[] = { "空怀", "怀孕", "哺乳", "淘汰" };
    static const char *const notes[] = { "", "内蒙古阿拉善双峰驼001号的后代，毛色棕红", "", "左耳缺",
                                         "b\033[31mad\xff" };
    static const enum cell_role roles[] = { ROLE_NORMAL, ROLE_GOOD, ROLE_NORMAL, ROLE_WARNING };
    (void)context;
    strbuf_printf(&out->cell[0], "KP01-22-%05d", (int)row + 14);
    strbuf_add_char(&out->cell[1], (char)('A' + row % 9));
    strbuf_printf(&out->cell[2], "2022-03-%02d", (int)(row % 28) + 1);
    strbuf_printf(&out->cell[3], "%d", (int)(row % 5) + 1);
    strbuf_add(&out->cell[4], states[row % 4]);
    out->role[4] = roles[row % 4];
    strbuf_printf(&out->cell[5], "2025-08-%02d", (int)(row % 28) + 1);
    strbuf_add(&out->cell[6], row % 3 ? "示范种羊" : "兴旺养殖场");
    strbuf_add(&out->cell[7], notes[row % 5]);
}

static const struct list_operations herd_operations = { .fill = herd_fill };

/* ---- form ---- */
static const struct form_choice sexes[] = { { "f", "母" }, { "m", "公" }, { "w", "羯" } };
static const struct form_field fields[] = {
    { "date", "日期", "称重的那一天", FIELD_DATE, true, true, 12, 0, NULL, 0 },
    { "operator", "操作人", "谁称的", FIELD_TEXT, false, true, 16, 0, NULL, 0 },
    { "tag", "耳号", "扫描或输入耳号", FIELD_LOOKUP, true, false, 20, 0, NULL, 0 },
    { "sex", "性别", "空格换一个，F4 选择", FIELD_CHOICE, false, false, 8, 0, sexes, COUNT(sexes) },
    { "weight", "体重", "公斤", FIELD_NUMBER, true, false, 10, 0, NULL, 0 },
    { "note", "备注", "", FIELD_TEXT, false, false, 24, 60, NULL, 0 },
};

static bool form_check(void *context, struct form *form, size_t field, struct err *e)
{
    int64_t weight;
    (void)context;
    if (strcmp(fields[field].name, "weight") != 0 || !number_parse_thousandths(form_get(form, "weight"), &weight, e))
        return true;
    if (weight > 500000)
        return err_set(e, ERR_DATA, "weight", "体重 \"%s\" 太大；羊不超过 500 公斤", form_get(form, "weight"));
    if (weight > 150000)
        return err_soft(e, "weight-unlikely", "weight", "体重 \"%s\" 少见", form_get(form, "weight"));
    return true;
}

static void form_lookup(void *context, struct form *form, size_t field)
{
    static const char *const tags[] = { "KP01-22-00014", "KP01-22-00026", "内蒙古阿拉善双峰驼001", "甲乙丙" };
    size_t chosen;
    (void)context;
    if (pick_text("选择羊只", tags, COUNT(tags), &chosen))
        form_set(form, fields[field].name, tags[chosen]);
}

static bool form_saved(void *context, struct form *form, struct err *e)
{
    (void)context;
    (void)e;
    screen_message(ROLE_GOOD, "已保存: 称重 %s %s 公斤   (u 撤销)", form_get(form, "tag"), form_get(form, "weight"));
    return true;
}

static const struct form_operations form_operations = { form_check, form_saved, form_lookup };

static void form_title(void *state, struct screen_title *title)
{
    const struct form *form = state;
    strbuf_add(&title->crumb, "称重");
    strbuf_printf(&title->count, "第 %zu 条", form->records + 1);
}

static void form_body(void *state, struct area body)
{
    body.y++;
    body.rows--;
    form_draw(state, body);
}

static void form_parts(void *state, struct screen_parts *parts)
{
    parts->form = state;
}

static bool form_key(void *state, const struct input *input, int command)
{
    (void)command;
    switch (form_input(state, input)) {
    case WIDGET_IGNORED:
        return false;
    case WIDGET_SAVED:
        form_next(state);
        return true;
    case WIDGET_LEFT:
        screen_pop();
        return true;
    default:
        return true;
    }
}

static void form_close(void *state)
{
    form_done(state);
    memory_free(state);
}

static bool push_form(struct err *e)
{
    static const char *const contexts[] = { "form", NULL };
    static const struct screen_operations operations = { .contexts = contexts,
                                                         .title = form_title,
                                                         .draw = form_body,
                                                         .input = form_key,
                                                         .close = form_close,
                                                         .parts = form_parts };
    struct form *form = memory_new(sizeof *form);
    form_init(form, fields, COUNT(fields), &form_operations, NULL);
    return screen_push(&operations, form, e);
}

/* ---- grid ---- */
static const struct form_field lamb_columns[] = {
    { "tag", "耳号", "羔羊的耳号", FIELD_TEXT, true, false, 14, 40, NULL, 0 },
    { "sex", "性别", "空格换一个，或按 1 2 3", FIELD_CHOICE, true, false, 6, 0, sexes, COUNT(sexes) },
    { "weight", "初生重", "公斤", FIELD_NUMBER, false, false, 8, 0, NULL, 0 },
    { "note", "备注", "", FIELD_TEXT, false, false, 20, 60, NULL, 0 },
};

static void grid_title(void *state, struct screen_title *title)
{
    const struct grid *grid = state;
    strbuf_add(&title->crumb, "产羔");
    strbuf_printf(&title->count, "%zu 只", grid->rows);
}

static void grid_body(void *state, struct area body)
{
    grid_draw(state, body);
}

static bool grid_key(void *state, const struct input *input, int command)
{
    (void)command;
    enum widget_result result = grid_input(state, input);
    if (result == WIDGET_SAVED)
        screen_message(ROLE_GOOD, "已保存");
    if (result == WIDGET_SAVED || result == WIDGET_LEFT)
        screen_pop();
    return result != WIDGET_IGNORED;
}

static void grid_close(void *state)
{
    grid_done(state);
    memory_free(state);
}

static bool push_grid(struct err *e)
{
    static const char *const contexts[] = { "grid", NULL };
    static const struct screen_operations operations = {
        .contexts = contexts, .title = grid_title, .draw = grid_body, .input = grid_key, .close = grid_close
    };
    struct grid *grid = memory_new(sizeof *grid);
    grid_init(grid, lamb_columns, COUNT(lamb_columns), 2, 6, NULL, NULL);
    return screen_push(&operations, grid, e);
}

/* ---- tree ---- */
static void pedigree(void *context, int64_t parent, struct tree *tree)
{
    (void)context;
    if (parent > 32)
        return;
    for (int64_t id = parent * 2; id < parent * 2 + 2; id++) {
        char text[64], right[16];
        if (!id)
            continue;
        snprintf(text, sizeof text, "%s KP01-%02d-%05d", id % 2 ? "母" : "父", (int)(22 - id % 10), (int)id);
        snprintf(right, sizeof right, "%d 只", (int)(id * 7 % 50));
        tree_add(tree, id, text, right, id <= 32, id % 2 ? ROLE_NORMAL : ROLE_KEY);
    }
}

static const struct tree_operations tree_operations = { pedigree };

static void tree_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, "谱系");
}

static void tree_body(void *state, struct area body)
{
    tree_draw(state, body);
}

static bool tree_key(void *state, const struct input *input, int command)
{
    (void)command;
    return tree_input(state, input) != WIDGET_IGNORED;
}

static void tree_close(void *state)
{
    tree_done(state);
    memory_free(state);
}

static bool push_tree(struct err *e)
{
    static const char *const contexts[] = { "tree", NULL };
    static const struct screen_operations operations = {
        .contexts = contexts, .title = tree_title, .draw = tree_body, .input = tree_key, .close = tree_close
    };
    struct tree *tree = memory_new(sizeof *tree);
    tree_init(tree, &tree_operations, NULL);
    tree_load(tree);
    tree_expand_to(tree, 2);
    return screen_push(&operations, tree, e);
}

/* ---- bars ---- */
static void bars_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, "体重");
}

static void bars_body(void *state, struct area body)
{
    static const struct {
        const char *name;
        double value;
    } bars[] = { { "初生", 3.4 }, { "断奶", 18.2 }, { "六月龄", 37.9 }, { "周岁", 52.5 }, { "成年母羊", 61.0 } };
    (void)state;
    for (size_t i = 0; i < COUNT(bars); i++) {
        struct strbuf text;
        strbuf_init(&text);
        bar_text(&text, body.columns - 24, bars[i].value, 61.0);
        strbuf_printf(&text, " %.1f", bars[i].value);
        cell(body.y + 1 + (int)i, body.x + 1, 10, bars[i].name, ALIGN_RIGHT, ROLE_LABEL);
        cell(body.y + 1 + (int)i, body.x + 12, body.columns - 13, text.text, ALIGN_LEFT, ROLE_GOOD);
        strbuf_done(&text);
    }
    for (int role = 0; role < ROLE_COUNT; role++)
        cell(body.y + 8 + role / 4, body.x + 2 + role % 4 * 14, 12, "角色 role", ALIGN_LEFT, (enum cell_role)role);
}

static bool push_bars(struct err *e)
{
    static const struct screen_operations operations = { .title = bars_title, .draw = bars_body };
    return screen_push(&operations, NULL, e);
}

/* ---- the herd: the first screen ---- */
static void herd_parts(void *state, struct screen_parts *parts)
{
    parts->list = state;
}

static void herd_title(void *state, struct screen_title *title)
{
    const struct list *list = state;
    strbuf_add(&title->crumb, "羊群 > 能繁母羊");
    strbuf_add(&title->context, "筛选: 空怀 且 产后>20天");
    if (list->mark_count)
        strbuf_printf(&title->count, "标记 %zu / ", list->mark_count);
    strbuf_printf(&title->count, "%d,%03d 只", (int)(list->rows / 1000), (int)(list->rows % 1000));
}

static void herd_body(void *state, struct area body)
{
    list_draw(state, body);
}

static void long_work(void)
{
    const struct progress *progress = screen_progress();
    bool on = true;
    for (int i = 0; on && i < 300; i++) {
        int64_t until = clock_monotonic() + 10000000;
        while (!terminal_started() || (getenv("DEMO_SLOW") && clock_monotonic() < until))
            ;
        on = progress_step(progress, "计算近交系数", i, 300);
    }
    screen_message(on ? ROLE_GOOD : ROLE_WARNING, on ? "算完了" : "停下了");
}

static void push_text(void)
{
    struct strbuf text;
    strbuf_init(&text);
    for (int i = 1; i <= 60; i++)
        strbuf_printf(&text, "%d. 内蒙古阿拉善双峰驼%03d号，%s\n", i, i,
                      i % 7 ? "健康"
                            : "今年三月在示范种羊场产羔两只，其中一只弱羔由人工哺乳；the quick brown fox jumps");
    viewer_push("记录", text.text);
    strbuf_done(&text);
}

static bool herd_command(int command, struct err *e)
{
    static const char *const texts[] = { "甲", "内蒙古阿拉善双峰驼001", "KP01-22-00014", "示范种羊" };
    size_t chosen;
    switch (command) {
    case COMMAND_FORM:
        return push_form(e);
    case COMMAND_GRID:
        return push_grid(e);
    case COMMAND_TREE:
        return push_tree(e);
    case COMMAND_BARS:
        return push_bars(e);
    case COMMAND_VIEWER:
        push_text();
        return true;
    case COMMAND_WORK:
        long_work();
        return true;
    case COMMAND_VOID:
        screen_message(ROLE_NORMAL, question_yes("作废 %d 条记录?", 3) ? "作废了" : "没有作废");
        return true;
    case COMMAND_PICKING:
        if (pick_text("选一个", texts, COUNT(texts), &chosen))
            screen_message(ROLE_GOOD, "选了 %s", texts[chosen]);
        return true;
    default:
        return true;
    }
}

static bool herd_key(void *state, const struct input *input, int command)
{
    struct err e;
    if (command >= COMMAND_OWN) {
        if (!herd_command(command, &e))
            screen_error(&e);
        return true;
    }
    return list_input(state, input) != WIDGET_IGNORED;
}

static void hangup(void *state)
{
    (void)state;
    const char *path = getenv("DEMO_DRAFT");
    struct err e;
    if (path && !file_write(path, "draft", 5, &e))
        abort();
}

/* ---- start ---- */
struct demo {
    struct terminal_options options;
    bool plain;
    const char *start;
    struct strbuf script, dumps;
};

static bool read_arguments(int argc, char **argv, struct demo *demo, struct err *e)
{
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--mono"))
            demo->options.mono = true;
        else if (!strcmp(argv[i], "--mouse"))
            demo->options.mouse = true;
        else if (!strcmp(argv[i], "--plain"))
            demo->plain = true;
        else if (!strcmp(argv[i], "--start"))
            demo->start = next, i++;
        else if (!strcmp(argv[i], "--headless") &&
                 sscanf(next, "%dx%d", &demo->options.columns, &demo->options.rows) == 2)
            demo->options.headless = true, i++;
        else if (!strcmp(argv[i], "--keys") && file_read(next, 1 << 20, &demo->script, e))
            demo->options.script = demo->script.text, i++;
        else
            return err_set(e, ERR_USAGE, "", "demo: %s?", argv[i]);
    }
    return true;
}

static int command_of(const char *name)
{
    static const struct {
        const char *name;
        int command;
    } starts[] = { { "form", COMMAND_FORM },
                   { "grid", COMMAND_GRID },
                   { "tree", COMMAND_TREE },
                   { "viewer", COMMAND_VIEWER },
                   { "bars", COMMAND_BARS } };
    for (size_t i = 0; i < COUNT(starts); i++)
        if (name && !strcmp(name, starts[i].name))
            return starts[i].command;
    return COMMAND_NONE;
}

static bool run(struct demo *demo, struct err *e)
{
    static const char *const contexts[] = { "herd", "list", NULL };
    static const struct screen_operations herd = { .contexts = contexts,
                                                   .title = herd_title,
                                                   .draw = herd_body,
                                                   .input = herd_key,
                                                   .hangup = hangup,
                                                   .parts = herd_parts };
    struct list list;
    if (demo->plain)
        plain_start(stdin, stdout);
    else if (!terminal_start(&demo->options, e))
        return false;
    memory_on_failure(terminal_restore);
    screen_keys(&demo_table);
    screen_program("牧谱");
    list_init(&list, herd_columns, COUNT(herd_columns), &herd_operations, NULL);
    list_reload(&list, HERD_ROWS);
    bool good = screen_push(&herd, &list, e) && herd_command(command_of(demo->start), e);
    if (good)
        screen_run();
    if (demo->options.headless)
        terminal_dump(&demo->dumps);
    screen_pop_all();
    terminal_stop();
    plain_stop();
    list_done(&list);
    fputs(demo->dumps.text, stdout);
    return good;
}

int main(int argc, char **argv)
{
    struct demo demo = { .start = NULL };
    struct err e = { 0 };
    terminal_locale();
    strbuf_init(&demo.script);
    strbuf_init(&demo.dumps);
    demo.options.dumps = &demo.dumps;
    bool good = read_arguments(argc, argv, &demo, &e) && run(&demo, &e);
    if (!good)
        fprintf(stderr, "%s\n", e.message);
    strbuf_done(&demo.script);
    strbuf_done(&demo.dumps);
    return good ? 0 : err_exit_code(&e);
}
