#include "test.h"

int main(void) {
  char *json = (char *)1;
  FAILS(lejepa_gis_tasks(NULL), ARGUMENT, "json is NULL");
  OK(lejepa_gis_tasks(&json));
  EXPECT(json[0] == '[' && strstr(json, "\"name\":\"change\"") && strstr(json, "\"per-input\"") && strstr(json, "\"METHOD\""));
  EXPECT(strstr(json, "\"name\":\"encode\"") == NULL); /* no job */
  lejepa_gis_text_free(json);
  return 0;
}
