/* lejepa-gis for C++17: owning handles and exceptions over lejepa_gis.h.  SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Header only. Every function either succeeds or throws lejepa_gis::Error, which carries the status and the message.
 * A Model is immutable: share it between threads (copies share one open model). Rasters stay names or GDALDatasetH; the
 * C functions may be used beside this layer at any time: c() gives the handle, which stays owned here.
 *
 *   lejepa_gis::Model model("default");
 *   lejepa_gis::change(&model, "before.tif", "after.tif", "change.tif", {"METHOD=residual"});
 */
#ifndef LEJEPA_GIS_HPP
#define LEJEPA_GIS_HPP

#include "lejepa_gis.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lejepa_gis {

/** A call that failed: its status, and what was expected, what was found, and where. */
class Error : public std::runtime_error {
 public:
  Error(LejepaGisStatus status, const char *message) : std::runtime_error(message), status_(status) {}
  /** The C status, for example LEJEPA_GIS_STATUS_CANCELLED. */
  LejepaGisStatus status() const noexcept { return status_; }

 private:
  LejepaGisStatus status_;
};

/** "KEY=VALUE" texts from the table of parameters. */
using Options = std::vector<std::string>;

/** Called with the progress from 0 to 1 and a message; returns false to cancel, which throws Error with CANCELLED. An
 *  exception that it throws cancels the job and is thrown again by the call. */
using Progress = std::function<bool(double, const char *)>;

namespace detail {

inline void check(LejepaGisStatus status) {
  if (status != LEJEPA_GIS_STATUS_OK) throw Error(status, lejepa_gis_last_error());
}

/** Texts as the NULL-terminated array that C expects; valid as long as the texts are. */
inline std::vector<const char *> list(const std::vector<std::string> &texts) {
  std::vector<const char *> out;
  out.reserve(texts.size() + 1);
  for (const auto &text : texts) out.push_back(text.c_str());
  out.push_back(nullptr);
  return out;
}

struct FreeText {
  void operator()(char *text) const noexcept { lejepa_gis_text_free(text); }
};

/** The text that a call returns, freed also when the call fails. */
template <class Call>
std::string text(Call call) {
  char *given = nullptr;
  const LejepaGisStatus status = call(&given);
  std::unique_ptr<char, FreeText> owned(given);
  check(status);
  return owned ? std::string(owned.get()) : std::string();
}

/** A Progress behind C's callback; no exception passes through the library. */
struct Listener {
  const Progress &progress;
  std::exception_ptr thrown = nullptr;

  LejepaGisProgress function() const { return progress ? &Listener::call : nullptr; }
  void rethrow() const {
    if (thrown) std::rethrow_exception(thrown);
  }
  static int call(double fraction, const char *message, void *self) noexcept {
    auto &listener = *static_cast<Listener *>(self);
    try {
      return listener.progress(fraction, message) ? 1 : 0;
    } catch (...) {
      listener.thrown = std::current_exception();
      return 0;
    }
  }
};

/** Runs a job that reports in JSON. */
template <class Call>
std::string job(const Options &options, const Progress &progress, Call call) {
  const auto c_options = list(options);
  Listener listener{progress};
  try {
    return text([&](char **report) { return call(c_options.data(), listener.function(), &listener, report); });
  } catch (const Error &) {
    listener.rethrow();
    throw;
  }
}

}  // namespace detail

/** An open model. Copies share it; any number of threads may use it. */
class Model {
 public:
  /** Opens "default", a checkpoint or an ONNX file. */
  explicit Model(const std::string &name, const Options &options = {}) {
    const auto c_options = detail::list(options);
    LejepaGisModel *model = nullptr;
    detail::check(lejepa_gis_model_open(name.c_str(), c_options.data(), &model));
    own(model);
  }
  /** Opens the bytes of a model file; `name` is what messages and outputs call it. */
  Model(const void *bytes, std::size_t size, const std::string &name, const Options &options = {}) {
    const auto c_options = detail::list(options);
    LejepaGisModel *model = nullptr;
    detail::check(lejepa_gis_model_open_memory(static_cast<const std::uint8_t *>(bytes), size, name.c_str(),
                                               c_options.data(), &model));
    own(model);
  }
  /** The C handle, which stays owned here. */
  const LejepaGisModel *c() const noexcept { return model_.get(); }

  /** Sizes: pixels along a chip and along a cell, numbers in a feature, bands. */
  struct Sizes {
    std::size_t chip = 0, patch = 0, dimension = 0, bands = 0;
  };
  Sizes sizes() const {
    Sizes s;
    detail::check(lejepa_gis_model_sizes(c(), &s.chip, &s.patch, &s.dimension, &s.bands));
    return s;
  }
  /** Everything about the model, as JSON. */
  std::string info() const {
    return detail::text([&](char **json) { return lejepa_gis_model_info(c(), json); });
  }
  std::string name() const {
    const char *text = nullptr;
    detail::check(lejepa_gis_model_name(c(), &text));
    return text;
  }
  std::string digest() const {
    const char *text = nullptr;
    detail::check(lejepa_gis_model_digest(c(), &text));
    return text;
  }

  /** Encodes chips of reflectance x 10000, [count][bands][chip][chip], to [count][cells][cells][dimension]. */
  std::vector<float> encode_chips(const std::vector<float> &chips, const Options &options = {},
                                  const Progress &progress = {}) const {
    const Sizes s = sizes();
    const std::size_t input = s.bands * s.chip * s.chip, side = s.chip / s.patch;
    if (chips.size() % input != 0) throw std::invalid_argument("chips hold no whole number of chips");
    std::vector<float> features(chips.size() / input * side * side * s.dimension);
    const auto c_options = detail::list(options);
    detail::Listener listener{progress};
    const LejepaGisStatus status =
        lejepa_gis_encode_chips(c(), chips.data(), chips.size() / input, c_options.data(), listener.function(),
                                &listener, features.data(), features.size());
    listener.rethrow();
    detail::check(status);
    return features;
  }

  /** The cells of an image: [height][width][dimension], NaN where invalid. */
  struct Grid {
    std::size_t width = 0, height = 0;
    std::vector<float> features;
  };
  /** Encodes an image in memory; begin with image() and set its fields. */
  Grid encode_image(const LejepaGisImage &image, const Options &options = {}, const Progress &progress = {}) const {
    Grid grid;
    std::size_t count = 0;
    const auto c_options = detail::list(options);
    detail::Listener listener{progress};
    auto call = [&](float *features) {
      return lejepa_gis_encode_image(c(), &image, c_options.data(), listener.function(), &listener, features, &count,
                                     &grid.width, &grid.height);
    };
    detail::check(call(nullptr));
    grid.features.resize(count);
    const LejepaGisStatus status = call(grid.features.data());
    listener.rethrow();
    detail::check(status);
    return grid;
  }

 private:
  void own(LejepaGisModel *model) { model_ = std::shared_ptr<LejepaGisModel>(model, lejepa_gis_model_free); }
  std::shared_ptr<LejepaGisModel> model_;
};

/** An image whose fields are cleared. */
inline LejepaGisImage image() {
  LejepaGisImage image;
  detail::check(lejepa_gis_image_init(&image, sizeof image));
  return image;
}

/** A PCA basis. Copies share it; any number of threads may use it. */
class Basis {
 public:
  /** Fits on cells of `dimension` numbers, [cells][dimension]. `model` (may be NULL) is the one that made them. */
  Basis(const std::vector<float> &features, std::size_t dimension, const Model *model = nullptr,
        const Options &options = {}) {
    const float *set = features.data();
    const std::size_t cells = dimension ? features.size() / dimension : 0;
    const auto c_options = detail::list(options);
    LejepaGisBasis *basis = nullptr;
    detail::check(lejepa_gis_basis_fit(model ? model->c() : nullptr, &set, &cells, 1, dimension, c_options.data(), &basis));
    own(basis);
  }
  /** Loads a saved basis. */
  static Basis load(const std::string &path) {
    LejepaGisBasis *basis = nullptr;
    detail::check(lejepa_gis_basis_load(path.c_str(), &basis));
    return Basis(basis);
  }
  void save(const std::string &path) const { detail::check(lejepa_gis_basis_save(c(), path.c_str())); }
  std::string to_json() const {
    return detail::text([&](char **json) { return lejepa_gis_basis_to_json(c(), json); });
  }
  /** Scores, [cells][components]. */
  std::vector<float> project(const std::vector<float> &features, std::size_t dimension) const {
    std::size_t count = 0;
    const std::size_t cells = dimension ? features.size() / dimension : 0;
    auto call = [&](float *scores) {
      return lejepa_gis_basis_project(c(), nullptr, features.data(), cells, dimension, scores, &count);
    };
    detail::check(call(nullptr));
    std::vector<float> scores(count);
    detail::check(call(scores.data()));
    return scores;
  }
  /** The C handle, which stays owned here. */
  const LejepaGisBasis *c() const noexcept { return basis_.get(); }

 private:
  explicit Basis(LejepaGisBasis *basis) { own(basis); }
  void own(LejepaGisBasis *basis) { basis_ = std::shared_ptr<LejepaGisBasis>(basis, lejepa_gis_basis_free); }
  std::shared_ptr<LejepaGisBasis> basis_;
};

/** 1 - cosine of pairs of features, one number for each cell. */
inline std::vector<float> cosine_change(const std::vector<float> &before, const std::vector<float> &after,
                                        std::size_t dimension) {
  if (before.size() != after.size()) throw std::invalid_argument("before and after differ in size");
  const std::size_t cells = dimension ? before.size() / dimension : 0;
  std::vector<float> change(cells);
  detail::check(lejepa_gis_cosine_change(before.data(), after.data(), cells, dimension, change.data()));
  return change;
}

/** The mean feature over valid cells. */
inline std::vector<float> descriptor(const std::vector<float> &features, std::size_t dimension) {
  std::vector<float> mean(dimension);
  const std::size_t cells = dimension ? features.size() / dimension : 0;
  detail::check(lejepa_gis_descriptor(features.data(), cells, dimension, mean.data(), nullptr));
  return mean;
}

/* Jobs on rasters by name. If `model` is NULL, the option MODEL names the model. Each returns its report as JSON. */

inline std::string features(const Model *model, const std::string &input, const std::string &output,
                            const Options &options = {}, const Progress &progress = {}) {
  return detail::job(options, progress, [&](auto list, auto function, void *data, char **report) {
    return lejepa_gis_features(model ? model->c() : nullptr, input.c_str(), output.c_str(), list, function, data, report);
  });
}

inline std::string pca(const Model *model, const std::vector<std::string> &inputs,
                       const std::vector<std::string> &outputs, const Options &options = {},
                       const Progress &progress = {}) {
  if (inputs.size() != outputs.size()) throw std::invalid_argument("each input needs one output");
  const auto c_inputs = detail::list(inputs), c_outputs = detail::list(outputs);
  return detail::job(options, progress, [&](auto list, auto function, void *data, char **report) {
    return lejepa_gis_pca(model ? model->c() : nullptr, c_inputs.data(), c_outputs.data(), inputs.size(), list,
                          function, data, report);
  });
}

inline std::string change(const Model *model, const std::string &before, const std::string &after,
                          const std::string &output, const Options &options = {}, const Progress &progress = {}) {
  return detail::job(options, progress, [&](auto list, auto function, void *data, char **report) {
    return lejepa_gis_change(model ? model->c() : nullptr, before.c_str(), after.c_str(), output.c_str(), list,
                             function, data, report);
  });
}

inline std::string describe(const Model *model, const std::vector<std::string> &inputs, const Options &options = {},
                            const Progress &progress = {}) {
  const auto c_inputs = detail::list(inputs);
  return detail::job(options, progress, [&](auto list, auto function, void *data, char **report) {
    return lejepa_gis_describe(model ? model->c() : nullptr, c_inputs.data(), inputs.size(), list, function, data, report);
  });
}

inline std::string run(const Model *model, const std::string &before, const std::string &after,
                       const std::string &folder, const Options &options = {}, const Progress &progress = {}) {
  return detail::job(options, progress, [&](auto list, auto function, void *data, char **report) {
    return lejepa_gis_run(model ? model->c() : nullptr, before.c_str(), after.c_str(), folder.c_str(), list, function,
                          data, report);
  });
}

/** Which GDAL is bound, as JSON; binds one if that has not happened. */
inline std::string gdal_info(const std::string &named = {}) {
  return detail::text([&](char **json) { return lejepa_gis_gdal_info(named.c_str(), json); });
}

/** The report of lejepa_gis_doctor. */
inline std::string doctor() {
  return detail::text([&](char **text) { return lejepa_gis_doctor(nullptr, text, nullptr); });
}

}  // namespace lejepa_gis

#endif
