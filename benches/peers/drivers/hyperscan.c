/* Counts the matches of labelled expressions in files with Hyperscan:
 *
 *     hyperscan PATTERNS FILE...
 *
 * PATTERNS has a label, a tab and an expression a line. Stream mode, no start
 * offsets: what a first stage would use. Prints a label, a tab and a count a
 * line. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64, BLOCK = 1 << 18 };

static char labels[MOST][32];
static char expressions[MOST][512];
static unsigned long counts[MOST];

static int on_match(unsigned id, unsigned long long from, unsigned long long to,
                    unsigned flags, void *context) {
    (void)from, (void)to, (void)flags, (void)context;
    counts[id]++;
    return 0;
}

static void fail(const char *what) {
    fprintf(stderr, "hyperscan: %s\n", what);
    exit(2);
}

static unsigned read_patterns(const char *path) {
    FILE *file = fopen(path, "r");
    unsigned count = 0;
    if (!file)
        fail("cannot read the patterns");
    while (count < MOST && fscanf(file, "%31[^\t]\t%511[^\n]\n", labels[count], expressions[count]) == 2)
        count++;
    fclose(file);
    return count;
}

static hs_database_t *compile(unsigned count) {
    const char *list[MOST];
    unsigned flags[MOST] = {0}, ids[MOST];
    hs_compile_error_t *error;
    hs_database_t *database;
    for (unsigned i = 0; i < count; i++)
        list[i] = expressions[i], ids[i] = i;
    if (hs_compile_multi(list, flags, ids, count, HS_MODE_STREAM, NULL, &database, &error) != HS_SUCCESS)
        fail(error->message);
    return database;
}

static void scan(const char *path, hs_database_t *database, hs_scratch_t *scratch) {
    static char block[BLOCK];
    FILE *file = fopen(path, "rb");
    hs_stream_t *stream;
    size_t length;
    if (!file || hs_open_stream(database, 0, &stream) != HS_SUCCESS)
        fail("cannot read a file");
    setvbuf(file, NULL, _IONBF, 0);
    while ((length = fread(block, 1, BLOCK, file)) > 0)
        if (hs_scan_stream(stream, block, length, 0, scratch, on_match, NULL) != HS_SUCCESS)
            fail("the scan failed");
    hs_close_stream(stream, scratch, on_match, NULL);
    fclose(file);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "--version"))
        return puts(hs_version()) < 0;
    if (argc < 3)
        fail("usage: hyperscan PATTERNS FILE...");
    unsigned count = read_patterns(argv[1]);
    hs_database_t *database = compile(count);
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
        fail("no memory");
    for (int i = 2; i < argc; i++)
        scan(argv[i], database, scratch);
    for (unsigned i = 0; i < count; i++)
        printf("%s\t%lu\n", labels[i], counts[i]);
    return 0;
}
