/* Opens each file named: every one must be refused with a message, by path and from memory. */
#include <lejepa_gis.h>
#include <stdio.h>
#include <stdlib.h>

static int refused(LejepaGisStatus status, const LejepaGisModel *model, const char *file) {
  if ((status == LEJEPA_GIS_STATUS_MODEL || status == LEJEPA_GIS_STATUS_ARGUMENT) && !model && lejepa_gis_last_error()[0])
    return 1;
  fprintf(stderr, "%s: status %d, %s\n", file, (int)status, lejepa_gis_last_error());
  return 0;
}

int main(int argc, char **argv) {
  int i, wrong = 0;
  for (i = 1; i < argc; i++) {
    LejepaGisModel *model = NULL;
    FILE *file = fopen(argv[i], "rb");
    size_t capacity = 8 << 20, size;
    unsigned char *bytes = malloc(capacity);
    if (!file || !bytes) return 2;
    wrong += !refused(lejepa_gis_model_open(argv[i], NULL, &model), model, argv[i]);
    size = fread(bytes, 1, capacity, file);
    fclose(file);
    if (size > 0 && size < capacity)
      wrong += !refused(lejepa_gis_model_open_memory(bytes, size, "hostile", NULL, &model), model, argv[i]);
    printf("%s: %s\n", argv[i], lejepa_gis_last_error());
    free(bytes);
  }
  return wrong != 0;
}
