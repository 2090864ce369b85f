#include "similar.h"

int main(int argc, char **argv) {
  double there[] = {500040.0, 4699960.0, 500200.0, 4699800.0}, nowhere[] = {0.0, 0.0};
  size_t count = 0, width = 0, i;
  float *scores;
  LejepaGisSimilar *index = similar(argv[1], argv[2]);
  UNUSED(argc);
  OK(lejepa_gis_similar_query(index, there, 1, NULL, 0, NULL, 0, NULL, &count)); /* only asks */
  OK(lejepa_gis_similar_sizes(index, &width, NULL, NULL));
  EXPECT(count > 1 && count % width == 0);
  scores = malloc(count * sizeof(float));
  EXPECT(scores != NULL);
  OK(lejepa_gis_similar_query(index, there, 1, NULL, 0, NULL, 0, scores, &count));
  EXPECT(scores[0] > 0.999f);
  for (i = 0; i < count; i++) EXPECT(scores[i] >= -1.0f && scores[i] <= 1.0f);
  OK(lejepa_gis_similar_query(index, there, 2, NULL, 0, "EPSG:32631", 1, scores, &count));
  EXPECT(scores[0] > 0.999f && scores[2 * width + 2] > 0.999f);
  OK(lejepa_gis_similar_query(index, there, 1, there + 2, 1, NULL, 0, scores, &count));
  EXPECT(scores[0] > 0.5f && scores[2 * width + 2] < -0.5f);
  FAILS(lejepa_gis_similar_query(NULL, there, 1, NULL, 0, NULL, 0, scores, &count), ARGUMENT, "similar is NULL");
  EXPECT(count == 0);
  FAILS(lejepa_gis_similar_query(index, there, 1, NULL, 0, NULL, 0, scores, NULL), ARGUMENT, "count is NULL");
  count = 1;
  FAILS(lejepa_gis_similar_query(index, there, 1, NULL, 0, NULL, 0, scores, &count), ARGUMENT, "room for 1 elements");
  FAILS(lejepa_gis_similar_query(index, NULL, 1, NULL, 0, NULL, 0, scores, &count), ARGUMENT, "examples is NULL");
  FAILS(lejepa_gis_similar_query(index, NULL, 0, NULL, 0, NULL, 0, scores, &count), ARGUMENT, "no example");
  OK(lejepa_gis_similar_query(index, NULL, 0, NULL, 0, NULL, 0, NULL, &count));
  FAILS(lejepa_gis_similar_query(index, nowhere, 1, NULL, 0, NULL, 0, scores, &count), ARGUMENT, "no example");
  OK(lejepa_gis_similar_query(index, NULL, 0, NULL, 0, NULL, 0, NULL, &count));
  FAILS(lejepa_gis_similar_query(index, there, 1, there, 1, NULL, 1, scores, &count), ARGUMENT, "best acts only without");
  OK(lejepa_gis_similar_query(index, NULL, 0, NULL, 0, NULL, 0, NULL, &count));
  FAILS(lejepa_gis_similar_query(index, there, 1, NULL, 0, "nonsense", 0, scores, &count), ARGUMENT, "nonsense");
  free(scores);
  lejepa_gis_similar_free(index);
  return 0;
}
