/* keys.c - every key of the program beyond the toolkit's own. Footer, help and docs/KEYS.md are made from it. */
#include "app.h"

#define ANY "anywhere"
static const struct key_binding bindings[] = {
    { ANY, KEY_FN(9), ':', N_("Menu"), N_("All screens and kinds of events, by name"), APP_PALETTE },
    { ANY, '/', 0, "", N_("Any animal by number, name or holder; digits begin it too"), APP_FIND },
    { ANY, 'u', 0, N_("Undo"), N_("Undo the newest change; it is named first"), APP_UNDO },
    { ANY, KEY_CTRL('R'), 0, "", N_("Redo what was undone"), APP_REDO },
    { ANY, KEY_FN(12), KEY_CTRL('T'), "", N_("Chinese or English"), APP_LANGUAGE },

    { "today", KEY_FN(2), 'e', N_("Do"), N_("Enter the event that does this task"), APP_DO },
    { "today", KEY_FN(3), 'h', N_("Herd"), N_("All animals: find, filter, sort"), APP_GO_HERD },
    { "today", KEY_FN(4), 'o', N_("Holdings"), N_("The three tiers with their heads"), APP_GO_HOLDINGS },
    { "today", KEY_FN(5), 'p', N_("Plans"), N_("Breeding plans: make, look, approve"), APP_GO_PLANS },
    { "today", KEY_FN(6), 'r', N_("Summary"), N_("The herd summary, to print"), APP_GO_REPORT },
    { "today", KEY_FN(7), 'a', N_("New"), N_("Add an animal"), APP_ADD },
    { "today", KEY_FN(8), 'c', N_("Changes"), N_("All that was done, to undo"), APP_GO_CHANGES },

    { "herd", KEY_FN(2), 'e', N_("Edit"), N_("Edit the record of the animal"), APP_EDIT },
    { "herd", KEY_FN(3), '/', N_("Find"), N_("Find by any part of a number or name, as you type"), APP_SEARCH },
    { "herd", KEY_FN(4), 'f', N_("Filter"), N_("Show only some animals"), APP_FILTER },
    { "herd", KEY_FN(5), 'r', N_("Refresh"), N_("Read the list again, without filter"), APP_REFRESH },
    { "herd", KEY_FN(6), 's', N_("Sort"), N_("Choose the order of the list"), APP_SORT },
    { "herd", KEY_FN(7), 'a', N_("New"), N_("Add an animal"), APP_ADD },
    { "herd", KEY_FN(8), 'd', N_("Void"), N_("Void the record of the animal, with a reason"), APP_VOID },
    { "herd", 'v', 0, N_("Event"), N_("Enter an event of the animal, or of all marked ones"), APP_ENTER },
    { "herd", 'w', 0, "", N_("Enter a weighing"), APP_WEIGH },
    { "herd", 'b', 0, "", N_("Enter a birth: the dam and her young in one form"), APP_LAMBING },
    { "herd", 'p', 0, "", N_("The pedigree of the animal"), APP_LINEAGE },

    { "animals", 'v', 0, N_("Event"), N_("Enter an event of the animal, or of all marked ones"), APP_ENTER },

    { "animal", KEY_FN(2), 'e', N_("Edit"), N_("Edit the record of the animal"), APP_EDIT },
    { "animal", KEY_FN(3), 'g', N_("Pedigree"), N_("The pedigree of the animal"), APP_LINEAGE },
    { "animal", KEY_FN(4), 'w', N_("Weigh"), N_("Enter a weighing"), APP_WEIGH },
    { "animal", KEY_FN(5), 'l', N_("Lambing"), N_("Enter a birth: the dam and her young in one form"), APP_LAMBING },
    { "animal", KEY_FN(6), 'm', N_("Mating"), N_("Inbreeding of young with a mate you name"), APP_MATING },
    { "animal", KEY_FN(7), 'v', N_("Event"), N_("Enter an event of the animal"), APP_ENTER },
    { "animal", KEY_FN(8), 'd', N_("Void"), N_("Void the selected event, with a reason"), APP_VOID },
    { "animal", 'o', 0, "", N_("The offspring as a list"), APP_OFFSPRING },
    { "animal", 'c', 0, "", N_("The changes of this animal"), APP_HISTORY },

    { "batch", KEY_FN(6), KEY_CTRL('Y'), N_("Paper"), N_("The same rows on paper, to be written on and typed back"),
      APP_PRINT },
    { "batch", KEY_FN(3), KEY_CTRL('O'), N_("Find"), N_("To the row of an animal; adds it if it has none"),
      APP_SEARCH },

    { "lineage", KEY_FN(3), '+', N_("More"), N_("One generation more"), APP_MORE },
    { "lineage", KEY_FN(4), '-', N_("Fewer"), N_("One generation fewer"), APP_LESS },
    { "lineage", KEY_FN(2), 'e', N_("Card"), N_("The card of the selected animal"), APP_VIEW },

    { "holdings", KEY_FN(2), 'e', N_("Edit"), N_("Edit the holding"), APP_EDIT },
    { "holdings", KEY_FN(4), 'v', N_("Event"), N_("Enter an event for its animals, or those of a pen, in a grid"),
      APP_ENTER },
    { "holdings", KEY_FN(6), 'r', N_("Summary"), N_("The herd summary of the holding"), APP_REPORT },
    { "holdings", KEY_FN(7), 'a', N_("New"), N_("Add a holding under the selected one"), APP_ADD },

    { "plans", KEY_FN(7), 'a', N_("New"), N_("Make a mating plan"), APP_ADD },

    { "matings", KEY_FN(2), 'v', N_("View"), N_("Mated females, the others, males, dates"), APP_VIEW },
    { "matings", KEY_FN(3), 'l', N_("Lock"), N_("This pair stays whatever is solved"), APP_LOCK },
    { "matings", KEY_FN(4), 'x', N_("Forbid"), N_("This pair must not be"), APP_FORBID },
    { "matings", KEY_FN(5), 'f', N_("Free"), N_("Neither locked nor forbidden"), APP_FREE },
    { "matings", KEY_FN(6), 's', N_("Solve"), N_("Solve again with the locks"), APP_SOLVE },
    { "matings", KEY_FN(7), 'p', N_("Print"), N_("Print the breeding schedule"), APP_PRINT },
    { "matings", KEY_FN(8), 'w', N_("Save"), N_("Save the breeding schedule as a file"), APP_SAVE_PAPER },
    { "matings", 'a', 0, N_("Approve"), N_("Approve the plan"), APP_APPROVE },

    { "report", KEY_FN(4), 'v', N_("Group"), N_("By tier, holding, township, sex or stage"), APP_BY },
    { "report", KEY_FN(5), 'c', N_("Count"), N_("Count by keeper, by owner or by place"), APP_COUNTING },
    { "report", KEY_FN(6), 'd', N_("Day"), N_("The day the summary is for"), APP_DAY },
    { "report", KEY_FN(7), 'p', N_("Print"), N_("Print the sheet"), APP_PRINT },
    { "report", KEY_FN(8), 's', N_("Save"), N_("Save the sheet as a file"), APP_SAVE_PAPER },
};
const struct key_table app_keys = { bindings, COUNT(bindings) };
