/* pdf.c - the pen: cairo draws, pango sets the type. Nothing else in the program knows either. */
#include "paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char families[] = "Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif";

/* Widths already measured: the columns' contents repeat themselves, and every sheet is composed twice. */
struct measured {
    const char *text;
    double width;
    uint32_t hash;
    struct pen_font font;
};

struct pen {
    PangoFontMap *fonts;
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *description;
    struct pen_font font;     /* what the layout is set to */
    cairo_surface_t *surface; /* NULL while measuring */
    cairo_t *cairo;
    int page;
    double high;
    struct strbuf *bytes;
    struct strbuf clean; /* the text at hand, made safe to show */
    struct arena arena;
    struct measured *memory; /* open addressing; capacity is a power of two */
    size_t count, capacity;
    uint32_t missing; /* the first character no font has; 0 = none */
    char *missing_in;
};

/* ---- type ---- */

static void set_font(struct pen *pen, struct pen_font font)
{
    if (font.size == pen->font.size && font.bold == pen->font.bold)
        return;
    pango_font_description_set_absolute_size(pen->description, font.size * PANGO_SCALE);
    pango_font_description_set_weight(pen->description, font.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(pen->layout, pen->description);
    pen->font = font;
}

/* The first character of the text that has no glyph. */
static uint32_t find_missing(struct pen *pen, const char *text)
{
    while (*text) {
        const char *start = text;
        uint32_t code = utf8_next(&text);
        pango_layout_set_text(pen->layout, start, (int)(text - start));
        if (pango_layout_get_unknown_glyphs_count(pen->layout) > 0)
            return code;
    }
    return UTF8_BAD;
}

/* Sets the text on one line, or broken at `width` >= 0. Every text of a sheet passes here: the guard stands here. */
static void set_text(struct pen *pen, struct pen_font font, const char *text, double width)
{
    set_font(pen, font);
    strbuf_clear(&pen->clean);
    text_line(&pen->clean, text);
    pango_layout_set_width(pen->layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_text(pen->layout, pen->clean.text, (int)pen->clean.length);
    if (pen->missing || pango_layout_get_unknown_glyphs_count(pen->layout) == 0)
        return;
    pen->missing = find_missing(pen, pen->clean.text);
    pen->missing_in = arena_text(&pen->arena, pen->clean.text);
    pango_layout_set_text(pen->layout, pen->clean.text, (int)pen->clean.length);
}

static uint32_t hash_of(struct pen_font font, const char *text)
{
    uint32_t hash = 2166136261u ^ (uint32_t)(font.size * 16) ^ (font.bold ? 0x80000000u : 0);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static struct measured *find(struct pen *pen, uint32_t hash, struct pen_font font, const char *text)
{
    size_t at = hash & (pen->capacity - 1);
    for (;; at = (at + 1) & (pen->capacity - 1)) {
        struct measured *m = &pen->memory[at];
        if (!m->text ||
            (m->hash == hash && m->font.size == font.size && m->font.bold == font.bold && !strcmp(m->text, text)))
            return m;
    }
}

static void enlarge_memory(struct pen *pen)
{
    struct measured *old = pen->memory;
    size_t old_capacity = pen->capacity;
    pen->capacity = old_capacity ? old_capacity * 2 : 1024;
    pen->memory = memory_new(pen->capacity * sizeof(struct measured));
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].text)
            *find(pen, old[i].hash, old[i].font, old[i].text) = old[i];
    memory_free(old);
}

double pen_width(struct pen *pen, struct pen_font font, const char *text)
{
    if (pen->count * 2 >= pen->capacity)
        enlarge_memory(pen);
    uint32_t hash = hash_of(font, text);
    struct measured *m = find(pen, hash, font, text);
    if (!m->text) {
        int width;
        set_text(pen, font, text, -1);
        pango_layout_get_size(pen->layout, &width, NULL);
        *m = (struct measured){ arena_text(&pen->arena, text), (double)width / PANGO_SCALE, hash, font };
        pen->count++;
    }
    return m->width;
}

/* The lines of one paragraph. */
static void break_paragraph(struct pen *pen, struct arena *arena, const char ***lines, int *count)
{
    int more = pango_layout_get_line_count(pen->layout);
    const char **all = arena_new(arena, (size_t)(*count + more) * sizeof(char *));
    if (*count)
        memcpy(all, *lines, (size_t)*count * sizeof(char *));
    for (int i = 0; i < more; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(pen->layout, i);
        const char *start = pen->clean.text + line->start_index;
        int length = line->length;
        while (length > 0 && start[length - 1] == ' ')
            length--;
        all[*count + i] = arena_text_n(arena, start, (size_t)length);
    }
    *lines = all;
    *count += more;
}

int pen_break(struct pen *pen, struct arena *arena, struct pen_font font, const char *text, double width,
              const char *const **ret_lines)
{
    const char **lines = NULL;
    int count = 0;
    do {
        size_t bytes = strcspn(text, "\n");
        set_text(pen, font, arena_text_n(arena, text, bytes), width);
        break_paragraph(pen, arena, &lines, &count);
        text += bytes + (text[bytes] == '\n');
    } while (*text);
    *ret_lines = (const char *const *)lines;
    return count;
}

/* ---- drawing ---- */

static void set_ink(struct pen *pen, enum pen_ink ink)
{
    static const double inks[][3] = {
        [PEN_BLACK] = { 0.08, 0.08, 0.08 },    [PEN_SOFT] = { 0.36, 0.36, 0.36 },  [PEN_LINE] = { 0.72, 0.74, 0.73 },
        [PEN_ACCENT] = { 0.11, 0.32, 0.27 },   [PEN_BAND] = { 0.87, 0.90, 0.885 }, [PEN_GROUP] = { 0.925, 0.94, 0.93 },
        [PEN_ZEBRA] = { 0.965, 0.972, 0.968 }, [PEN_PAPER] = { 1, 1, 1 },
    };
    cairo_set_source_rgb(pen->cairo, inks[ink][0], inks[ink][1], inks[ink][2]);
}

void pen_text(struct pen *pen, struct pen_font font, enum pen_ink ink, enum pen_align align, double x, double baseline,
              double width, const char *text)
{
    double natural = pen_width(pen, font, text);
    if (!pen->cairo)
        return;
    set_text(pen, font, text, natural > width ? (width > 0 ? width : 0) : -1);
    bool cut = natural > width;
    pango_layout_set_ellipsize(pen->layout, cut ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    if (!cut)
        x += align == PEN_LEFT ? 0 : align == PEN_RIGHT ? width - natural : (width - natural) / 2;
    set_ink(pen, ink);
    cairo_move_to(pen->cairo, x, baseline);
    pango_cairo_show_layout_line(pen->cairo, pango_layout_get_line_readonly(pen->layout, 0));
    pango_layout_set_ellipsize(pen->layout, PANGO_ELLIPSIZE_NONE);
}

void pen_rule(struct pen *pen, enum pen_ink ink, double x1, double y1, double x2, double y2, double thickness)
{
    if (!pen->cairo)
        return;
    set_ink(pen, ink);
    cairo_set_line_width(pen->cairo, thickness);
    cairo_move_to(pen->cairo, x1, y1);
    cairo_line_to(pen->cairo, x2, y2);
    cairo_stroke(pen->cairo);
}

void pen_box(struct pen *pen, enum pen_ink ink, double x, double y, double width, double height)
{
    if (!pen->cairo)
        return;
    set_ink(pen, ink);
    cairo_rectangle(pen->cairo, x, y, width, height);
    cairo_fill(pen->cairo);
}

void pen_hatch(struct pen *pen, enum pen_ink ink, double x, double y, double width, double height)
{
    static const double step = 3.2;
    if (!pen->cairo)
        return;
    cairo_save(pen->cairo);
    set_ink(pen, ink);
    cairo_rectangle(pen->cairo, x, y, width, height);
    cairo_clip_preserve(pen->cairo);
    cairo_new_path(pen->cairo);
    cairo_set_line_width(pen->cairo, 0.6);
    for (double at = x - height; at < x + width; at += step) {
        cairo_move_to(pen->cairo, at, y + height);
        cairo_line_to(pen->cairo, at + height, y);
    }
    cairo_stroke(pen->cairo);
    cairo_set_line_width(pen->cairo, 1.2); /* the clip leaves half of it */
    cairo_rectangle(pen->cairo, x, y, width, height);
    cairo_stroke(pen->cairo);
    cairo_restore(pen->cairo);
}

void pen_outline(struct pen *pen, const char *text, double y)
{
    if (!pen->cairo)
        return;
    char where[64];
    snprintf(where, sizeof(where), "page=%d pos=[0 %d]", pen->page, (int)y);
    strbuf_clear(&pen->clean);
    text_line(&pen->clean, text);
    cairo_pdf_surface_add_outline(pen->surface, CAIRO_PDF_OUTLINE_ROOT, pen->clean.text, where, 0);
}

void pen_page(struct pen *pen)
{
    pen->page++;
    if (pen->cairo)
        cairo_show_page(pen->cairo);
}

/* ---- the document ---- */

static cairo_status_t collect(void *context, const unsigned char *bytes, unsigned length)
{
    strbuf_add_n(context, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* The day the document says it was made: a fixed one gives the same bytes. */
static void creation_time(char out[32])
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch && *epoch ? strtoll(epoch, &end, 10) : 0;
    if (!end || *end)
        seconds = clock_now() / 1000;
    time_t time = (time_t)seconds;
    struct tm tm = { 0 };
    gmtime_r(&time, &tm);
    if (!strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
        out[0] = '\0';
}

static void open_document(struct pen *pen, const struct sheet *s)
{
    char made[32];
    creation_time(made);
    double wide = s->landscape ? PAPER_LONG : PAPER_SHORT, high = s->landscape ? PAPER_SHORT : PAPER_LONG;
    pen->surface = cairo_pdf_surface_create_for_stream(collect, pen->bytes, wide, high);
    strbuf_clear(&pen->clean);
    text_line(&pen->clean, s->title);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_TITLE, pen->clean.text);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_CREATOR, "mupu " MUPU_VERSION);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
    pen->cairo = cairo_create(pen->surface);
    pen->page = 1;
}

static bool close_document(struct pen *pen, struct err *e)
{
    cairo_status_t status = cairo_status(pen->cairo);
    cairo_surface_finish(pen->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(pen->surface);
    return status == CAIRO_STATUS_SUCCESS ||
           err_set(e, ERR_INTERNAL, "", _("cannot draw the PDF: %s"), cairo_status_to_string(status));
}

static void pen_init(struct pen *pen, struct strbuf *bytes)
{
    *pen = (struct pen){ .bytes = bytes, .page = 1 };
    arena_init(&pen->arena);
    strbuf_init(&pen->clean);
    pen->fonts = pango_cairo_font_map_new(); /* our own: the shared one would outlive us */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pen->fonts), 72);
    pen->context = pango_font_map_create_context(pen->fonts);
    /* Han characters in the shapes written in China, whatever the interface speaks: names and places are Chinese. */
    pango_context_set_language(pen->context, pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(pen->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(pen->context, options);
    cairo_font_options_destroy(options);
    pen->layout = pango_layout_new(pen->context);
    pango_layout_set_wrap(pen->layout, PANGO_WRAP_WORD_CHAR);
    pen->description = pango_font_description_new();
    pango_font_description_set_family(pen->description, families);
}

static void pen_done(struct pen *pen)
{
    if (pen->cairo)
        cairo_destroy(pen->cairo);
    if (pen->surface)
        cairo_surface_destroy(pen->surface);
    pango_font_description_free(pen->description);
    g_object_unref(pen->layout);
    g_object_unref(pen->context);
    g_object_unref(pen->fonts);
    memory_free(pen->memory);
    strbuf_done(&pen->clean);
    arena_done(&pen->arena);
}

/* pango complains on standard error, in the middle of the screen; we say it ourselves. */
static void keep_quiet(const char *domain, GLogLevelFlags level, const char *message, void *context)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)context;
}

static bool check_glyphs(const struct pen *pen, struct err *e)
{
    if (!pen->missing)
        return true;
    char character[8] = "";
    character[utf8_encode(pen->missing, character)] = '\0';
    return err_set(
        e, ERR_UNAVAILABLE, "font",
        _("no font has the character \"%s\" (U+%04X) of \"%.60s\"; install the package fonts-noto-cjk. No PDF "
          "was written"),
        character, (unsigned)pen->missing, pen->missing_in);
}

/* Once to count the pages and to meet every character, once to draw. */
static bool draw(struct pen *pen, struct paper *p, struct err *e)
{
    if (!paper_compose(p) || !check_glyphs(pen, e))
        return false;
    p->pages = p->page;
    arena_done(&p->arena);
    open_document(pen, p->sheet);
    return paper_compose(p) && check_glyphs(pen, e) && close_document(pen, e);
}

bool pdf_sheet(const struct sheet *s, const char *path, const struct progress *progress, struct err *e)
{
    struct strbuf bytes;
    struct pen pen;
    strbuf_init(&bytes);
    unsigned quiet = g_log_set_handler("Pango", G_LOG_LEVEL_MASK, keep_quiet, NULL);
    pen_init(&pen, &bytes);
    struct paper p = { .pen = &pen, .sheet = s, .progress = progress, .e = e };
    arena_init(&p.arena);
    bool good = draw(&pen, &p, e);
    arena_done(&p.arena);
    pen_done(&pen);
    g_log_remove_handler("Pango", quiet);
    good = good && file_write(path, bytes.text, bytes.length, e);
    strbuf_done(&bytes);
    return good;
}
