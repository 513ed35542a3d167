/* completion.c - what a shell offers when Tab is pressed, from the command table */
#include "inner.h"

#include <string.h>

static bool first_of_subject(const struct command *c)
{
    for (const struct command *other = command_next(NULL); other != c; other = command_next(other))
        if (strcmp(other->subject, c->subject) == 0)
            return false;
    return true;
}

static void put_subjects(FILE *out)
{
    const char *before = "";
    for (const struct command *c = command_next(NULL); c; c = command_next(c))
        if (first_of_subject(c)) {
            fprintf(out, "%s%s", before, c->subject);
            before = " ";
        }
}

static void put_verbs(FILE *out, const char *subject)
{
    const char *before = "";
    for (const struct command *c = command_next(NULL); c; c = command_next(c))
        if (c->verb && strcmp(c->subject, subject) == 0) {
            fprintf(out, "%s%s", before, c->verb);
            before = " ";
        }
}

static void put_options(FILE *out, const struct command *c)
{
    const char *before = "";
    for (int i = 0; i < command_argument_count(c); i++)
        if (!arguments_positional(&c->arguments[i])) {
            fprintf(out, "%s--%s", before, c->arguments[i].name);
            before = " ";
        }
}

static void put_globals(FILE *out)
{
    bool takes_value;
    for (int i = 0; arguments_global(i, &takes_value); i++)
        fprintf(out, "--%s ", arguments_global(i, &takes_value));
    fputs("--confirm", out);
}

/* Sets $options and $verbs from $subject and $verb, in words bash and zsh share. What has a verb comes first: "changes"
 * alone would match "changes show", too. */
static void put_cases(FILE *out)
{
    fputs("  case \"$subject $verb\" in\n", out);
    for (int verbs = 1; verbs >= 0; verbs--)
        for (const struct command *c = command_next(NULL); c; c = command_next(c)) {
            if ((c->verb != NULL) != verbs)
                continue;
            if (c->verb)
                fprintf(out, "  \"%s %s\") options=\"", c->subject, c->verb);
            else
                fprintf(out, "  \"%s \"*) options=\"", c->subject);
            put_options(out, c);
            fputs("\" ;;\n", out);
        }
    fputs("  esac\n  case \"$subject\" in\n", out);
    for (const struct command *c = command_next(NULL); c; c = command_next(c))
        if (first_of_subject(c)) {
            fprintf(out, "  %s) verbs=\"", c->subject);
            put_verbs(out, c->subject);
            fputs("\" ;;\n", out);
        }
    fputs("  esac\n", out);
}

static void print_bash(FILE *out, bool chinese)
{
    (void)chinese;
    fputs("_mupu() {\n  local word=${COMP_WORDS[COMP_CWORD]} subject=${COMP_WORDS[1]-} verb=${COMP_WORDS[2]-}\n"
          "  local options= verbs=\n",
          out);
    put_cases(out);
    fputs("  if [[ $word == --* ]]; then\n    COMPREPLY=($(compgen -W \"$options ", out);
    put_globals(out);
    fputs("\" -- \"$word\"))\n  elif [[ $COMP_CWORD == 1 ]]; then\n    COMPREPLY=($(compgen -W \"", out);
    put_subjects(out);
    fputs("\" -- \"$word\"))\n  elif [[ $COMP_CWORD == 2 && $verbs ]]; then\n"
          "    COMPREPLY=($(compgen -W \"$verbs\" -- \"$word\"))\n  else\n"
          "    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\ncomplete -F _mupu mupu\n",
          out);
}

static void print_zsh(FILE *out, bool chinese)
{
    (void)chinese;
    fputs("#compdef mupu\n_mupu() {\n  local subject=${words[2]-} verb=${words[3]-} options= verbs=\n", out);
    put_cases(out);
    fputs("  if [[ $PREFIX == --* ]]; then\n    compadd -- ${=options} ", out);
    put_globals(out);
    fputs("\n  elif (( CURRENT == 2 )); then\n    compadd -- ", out);
    put_subjects(out);
    fputs(
        "\n  elif (( CURRENT == 3 )) && [[ -n $verbs ]]; then\n    compadd -- ${=verbs}\n  else\n    _files\n  fi\n}\n"
        "compdef _mupu mupu\n",
        out);
}

/* 'quoted' for fish */
static void put_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

static void print_fish_options(FILE *out, const struct command *c, bool chinese)
{
    for (int i = 0; i < command_argument_count(c); i++) {
        const struct field *f = &c->arguments[i];
        if (arguments_positional(f))
            continue;
        fprintf(out, "complete -c mupu -n '__fish_seen_subcommand_from %s", c->subject);
        if (c->verb)
            fprintf(out, "; and __fish_seen_subcommand_from %s", c->verb);
        fprintf(out, "' -l %s%s -d ", f->name, f->type == FIELD_OF_FLAG ? "" : " -r");
        put_quoted(out, chinese ? f->zh : f->en);
        fputc('\n', out);
    }
}

static void print_fish(FILE *out, bool chinese)
{
    bool takes_value;
    for (const struct command *c = command_next(NULL); c; c = command_next(c)) {
        if (first_of_subject(c))
            fprintf(out, "complete -c mupu -n __fish_use_subcommand -f -a %s\n", c->subject);
        if (c->verb) {
            fprintf(out, "complete -c mupu -n '__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from ",
                    c->subject);
            put_verbs(out, c->subject);
            fprintf(out, "' -f -a %s -d ", c->verb);
            put_quoted(out, _(c->summary));
            fputc('\n', out);
        }
        print_fish_options(out, c, chinese);
    }
    for (int i = 0; arguments_global(i, &takes_value); i++) {
        const char *name = arguments_global(i, &takes_value);
        fprintf(out, "complete -c mupu -l %s%s\n", name, takes_value ? " -r" : "");
    }
    fputs("complete -c mupu -l confirm -r\n", out);
}

bool completion_print(const char *shell, FILE *out, bool chinese)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out, bool chinese);
    } shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
    for (size_t i = 0; i < COUNT(shells); i++)
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].print(out, chinese);
            return true;
        }
    return false;
}
