/* memory, arena and strbuf */
#include "case.h"

#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_new_is_zeroed(void **state)
{
    (void)state;
    unsigned char *bytes = memory_new(4096);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(bytes[i], 0);
    memory_free(bytes);
    void *nothing = memory_new(0);
    assert_non_null(nothing);
    memory_free(nothing);
    memory_free(NULL);
}

static void test_text(void **state)
{
    (void)state;
    CLEANUP(memory_free_text) char *copy = memory_text("滩羊");
    assert_string_equal(copy, "滩羊");
    assert_null(memory_text(NULL));
}

static void test_resize_keeps(void **state)
{
    (void)state;
    int *numbers = memory_resize(NULL, 2, sizeof(int));
    numbers[0] = 7;
    numbers = memory_resize(numbers, 100000, sizeof(int));
    assert_int_equal(numbers[0], 7);
    memory_free(numbers);
}

static int failure_pipe[2];

static void tell(void)
{
    if (write(failure_pipe[1], "!", 1) != 1)
        _exit(1);
}

/* A product that overflows must end the process by way of the hook, with 70: never a small block. */
static void test_overflow_calls_the_hook_and_exits_70(void **state)
{
    (void)state;
    assert_int_equal(pipe(failure_pipe), 0);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        memory_on_failure(tell);
        volatile size_t half = SIZE_MAX / 2 + 2;
        void *never = memory_resize(NULL, half, 2);
        _exit(never ? 2 : 3);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), ERR_INTERNAL);
    char said = 0;
    close(failure_pipe[1]);
    assert_int_equal(read(failure_pipe[0], &said, 1), 1);
    assert_int_equal(said, '!');
    close(failure_pipe[0]);
}

static void test_arena_pieces_are_apart_aligned_zeroed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    unsigned char *pieces[2000];
    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t size = 1 + i * 7 % 300;
        pieces[i] = arena_new(&arena, size);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251 + 1), size);
    }
    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t k = 0; k < 1 + i * 7 % 300; k++)
            assert_int_equal(pieces[i][k], i % 251 + 1);
    arena_done(&arena);
    arena_done(&arena);
}

static void test_arena_big_piece_between_small_ones(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char *before = arena_text(&arena, "before");
    char *big = arena_new(&arena, 1000000);
    memset(big, 'x', 1000000);
    char *after = arena_text(&arena, "after");
    assert_string_equal(before, "before");
    assert_string_equal(after, "after");
    assert_ptr_not_equal(arena_new(&arena, 0), arena_new(&arena, 0));
    arena_done(&arena);
}

static void test_arena_text(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_null(arena_text(&arena, NULL));
    assert_string_equal(arena_text_n(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_printf(&arena, "%s-%03d", "羊", 7), "羊-007");
    char long_text[5000];
    memset(long_text, 'y', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    assert_int_equal(strlen(arena_printf(&arena, "%s%s", long_text, long_text)), 2 * (sizeof(long_text) - 1));
    arena_done(&arena);
}

static void test_strbuf_grows(void **state)
{
    (void)state;
    struct strbuf b;
    strbuf_init(&b);
    assert_string_equal(b.text, "");
    for (int i = 0; i < 10000; i++) {
        strbuf_add_char(&b, 'a');
        assert_int_equal(b.text[b.length], '\0');
    }
    strbuf_printf(&b, "%d%s", 12, "岁");
    assert_int_equal(b.length, 10000 + 2 + 3);
    assert_string_equal(b.text + 10000, "12岁");
    size_t capacity = b.capacity;
    strbuf_clear(&b);
    assert_string_equal(b.text, "");
    assert_int_equal(b.capacity, capacity);
    strbuf_add_n(&b, "a\0b", 3);
    assert_int_equal(b.length, 3);
    assert_memory_equal(b.text, "a\0b", 4);
    strbuf_done(&b);
    strbuf_done(&b);
}

static void test_strbuf_take_leaves_an_empty_one(void **state)
{
    (void)state;
    struct strbuf b;
    strbuf_init(&b);
    strbuf_add(&b, "骆驼");
    CLEANUP(memory_free_text) char *taken = strbuf_take(&b);
    assert_string_equal(taken, "骆驼");
    assert_string_equal(b.text, "");
    strbuf_add(&b, "x");
    assert_string_equal(b.text, "x");
    CLEANUP(memory_free_text) char *more = strbuf_take(&b); /* nothing is left to free */
    assert_string_equal(more, "x");
    CLEANUP(memory_free_text) char *nothing = strbuf_take(&b);
    assert_string_equal(nothing, "");
    strbuf_clear(&b);
    strbuf_add_n(&b, "", 0);
    assert_string_equal(b.text, "");
    strbuf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_is_zeroed),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_resize_keeps),
        cmocka_unit_test(test_overflow_calls_the_hook_and_exits_70),
        cmocka_unit_test(test_arena_pieces_are_apart_aligned_zeroed),
        cmocka_unit_test(test_arena_big_piece_between_small_ones),
        cmocka_unit_test(test_arena_text),
        cmocka_unit_test(test_strbuf_grows),
        cmocka_unit_test(test_strbuf_take_leaves_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
