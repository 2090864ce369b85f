// Jobs of the C++ layer on rasters that the host has open; linked to the system's GDAL.
#include <lejepa_gis.hpp>

#include <gdal.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#define EXPECT(condition)                                                                    \
  do {                                                                                       \
    if (!(condition)) std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), std::exit(1); \
  } while (0)

int main(int, char **argv) {
  const std::string folder = argv[2], file = folder + "/p.tif";
  GDALAllRegister();
  GDALDatasetH before = GDALOpen((folder + "/before.tif").c_str(), GA_ReadOnly);
  EXPECT(before != nullptr);
  const lejepa_gis::Model model(std::string(argv[1]) + "/vit_32.pt");

  auto done = lejepa_gis::run(lejepa_gis::Job("features").input_dataset(before).output_in_memory().model(model));
  EXPECT(done.datasets.size() == 1 && GDALGetRasterCount(done.datasets[0]) == 128);
  GDALClose(done.datasets[0]);

  // One input open and one by name, one result in memory and one in a file, both open afterwards.
  lejepa_gis::Job pca("pca");
  pca.input_dataset(before).input(folder + "/after.tif").output_in_memory().output(file).model(model);
  done = lejepa_gis::run(pca);
  EXPECT(done.datasets.size() == 2 && GDALGetRasterCount(done.datasets[0]) == 3);
  EXPECT(std::string(GDALGetDescription(done.datasets[1])) == file);
  for (auto dataset : done.datasets) GDALClose(dataset);

  done = lejepa_gis::run(lejepa_gis::Job("describe").input_dataset(before).model(model));
  EXPECT(done.datasets.empty() && done.report.find("descriptors") != std::string::npos);
  GDALClose(before);
  return 0;
}
