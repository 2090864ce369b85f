/* lejepa-gis for C++17: owning handles and exceptions over lejepa_gis.h.  SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Header only, and one file on purpose: a host copies it beside lejepa_gis.h and is done. Every function either succeeds
 * or throws lejepa_gis::Error, which carries the status and the message; what this layer itself refuses, such as sizes
 * that do not fit, is a std::invalid_argument. Models and bases are immutable:
 * share them between threads (copies share one handle). c() gives the C handle, which stays owned here.
 *
 *   lejepa_gis::Model model("default");
 *   lejepa_gis::change(model, "before.tif", "after.tif", "change.tif", {"METHOD=residual"});
 *
 *   // Any task of tasks(), on rasters that the host has open, with the result in memory as an open dataset:
 *   auto done = lejepa_gis::run(lejepa_gis::Job("features").input_dataset(dataset).output_in_memory().model(model));
 *   GDALClose(done.datasets[0]);
 */
#ifndef LEJEPA_GIS_HPP
#define LEJEPA_GIS_HPP

#include "lejepa_gis.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lejepa_gis {

/** A call that failed: its status, and what was expected, what was found, and where. */
class Error : public std::runtime_error {
 public:
  Error(LejepaGisStatus status, const char *message, std::string json)
      : std::runtime_error(message), status_(status), json_(std::make_shared<const std::string>(std::move(json))) {}
  /** The C status, for example LEJEPA_GIS_STATUS_CANCELLED. */
  LejepaGisStatus status() const noexcept { return status_; }
  /** Its short name, for example "cancelled". */
  const char *status_name() const noexcept { return lejepa_gis_status_name(status_); }
  /** The error for programs: parameter, file, GDAL's number, whether a retry may help; see lejepa_gis_last_error_json(). */
  const std::string &json() const noexcept { return *json_; }

 private:
  LejepaGisStatus status_;
  /* Shared, because copying an exception must not throw. */
  std::shared_ptr<const std::string> json_;
};

/** "KEY=VALUE" texts from the table of parameters. */
using Options = std::vector<std::string>;

/** Called with the progress from 0 to 1 and a message; returns false to cancel, which throws Error with CANCELLED. An
 *  exception that it throws cancels the job and is thrown again by the call. */
using Progress = std::function<bool(double, const char *)>;

namespace detail {

inline void check(LejepaGisStatus status) {
  if (status != LEJEPA_GIS_STATUS_OK) throw Error(status, lejepa_gis_last_error(), lejepa_gis_last_error_json());
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
  /** Throws what the progress threw, or the call's own error. */
  void check(LejepaGisStatus status) const {
    if (status != LEJEPA_GIS_STATUS_OK && thrown) std::rethrow_exception(thrown);
    detail::check(status);
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

/** A shared C handle. After a move it is empty, and using it throws: an empty model must not pass for the default one. */
template <class Handle>
class Shared {
 public:
  Shared(Handle *handle, void (*free)(Handle *)) : handle_(handle, free) {}
  const Handle *get() const {
    if (!handle_) throw std::logic_error("a lejepa_gis object is used after it was moved from");
    return handle_.get();
  }

 private:
  std::shared_ptr<Handle> handle_;
};

/** The handle that a call makes. */
template <class Handle, class Call>
Handle *made(Call call) {
  Handle *handle = nullptr;
  check(call(&handle));
  return handle;
}

/** The array that a call gives: asked for its size first, then filled. */
template <class Value, class Call, class Check>
std::vector<Value> filled(Call call, Check check_status) {
  std::size_t count = 0;
  check_status(call(nullptr, &count));
  std::vector<Value> values(count);
  check_status(call(values.data(), &count));
  return values;
}
template <class Value, class Call>
std::vector<Value> filled(Call call) {
  return filled<Value>(call, check);
}

/** Number of cells of `dimension` numbers. */
inline std::size_t cells(const std::vector<float> &features, std::size_t dimension) {
  if (dimension == 0 || features.size() % dimension != 0)
    throw std::invalid_argument("features hold no whole number of cells of " + std::to_string(dimension) + " numbers");
  return features.size() / dimension;
}

}  // namespace detail

/** Hears of a job's warnings, on the thread that runs the job. What it throws is dropped. */
using Log = std::function<void(const std::string &warning)>;

/** What jobs and calls on pixels share: workers that are kept between calls, bounds, and a flag that stops them. Copies are the same context. */
class Context {
 public:
  /** `options`: THREADS, MEMORY, TEMP and SOURCES, which bound them. */
  explicit Context(const Options &options = {}, Log log = {}) : log_(std::make_shared<Log>(std::move(log))) {
    const auto list = detail::list(options);
    handle_.emplace(detail::made<LejepaGisContext>([&](LejepaGisContext **context) {
                      return lejepa_gis_context_new(list.data(), *log_ ? &Context::hear : nullptr, log_.get(), context);
                    }),
                    lejepa_gis_context_free);
  }
  /** Stops all that runs in it, and what begins later, until it is called with false. Any thread. */
  void cancel(bool cancelled = true) const { detail::check(lejepa_gis_context_cancel(c(), cancelled ? 1 : 0)); }
  const LejepaGisContext *c() const { return handle_->get(); }

 private:
  static void hear(const char *message, void *log) noexcept {
    try {
      (*static_cast<Log *>(log))(message);
    } catch (...) {
    }
  }
  /* Before the handle, so that it lives longer. */
  std::shared_ptr<Log> log_;
  std::optional<detail::Shared<LejepaGisContext>> handle_;
};

/** An open model. Copies share it; any number of threads may use it. */
class Model {
 public:
  /** Opens "default", "untrained", "pixels", a checkpoint or an ONNX file. */
  explicit Model(const std::string &name, const Options &options = {})
      : handle_(detail::made<LejepaGisModel>([&, list = detail::list(options)](LejepaGisModel **model) {
                  return lejepa_gis_model_open(name.c_str(), list.data(), model);
                }),
                lejepa_gis_model_free) {}
  /** Opens the bytes of a model file; `name` is what messages and outputs call it. */
  Model(const void *bytes, std::size_t size, const std::string &name, const Options &options = {})
      : handle_(detail::made<LejepaGisModel>([&, list = detail::list(options)](LejepaGisModel **model) {
                  return lejepa_gis_model_open_memory(static_cast<const std::uint8_t *>(bytes), size, name.c_str(),
                                                      list.data(), model);
                }),
                lejepa_gis_model_free) {}
  /** The C handle, which stays owned here. */
  const LejepaGisModel *c() const { return handle_.get(); }

  /** Sizes: pixels along a chip and along a cell, numbers in a feature, bands. */
  struct Sizes {
    std::size_t chip = 0, patch = 0, dimension = 0, bands = 0;
  };
  Sizes sizes() const {
    Sizes s;
    detail::check(lejepa_gis_model_sizes(c(), &s.chip, &s.patch, &s.dimension, &s.bands));
    return s;
  }
  std::string name() const { return lent(lejepa_gis_model_name); }
  /** "vit_small_patch8", "vit_tiny_patch8", "resnet18", "pixels" or "onnx". */
  std::string kind() const { return lent(lejepa_gis_model_kind); }
  /** SHA-256 of its file, in hex. */
  std::string digest() const { return lent(lejepa_gis_model_digest); }
  /** The sentence that every output must carry; empty if there is none. */
  std::string caution() const { return lent(lejepa_gis_model_caution); }
  /** Names of its bands, in the order of its input. */
  std::vector<std::string> bands() const {
    std::vector<std::string> names(sizes().bands);
    for (std::size_t i = 0; i < names.size(); i++)
      names[i] = lent([i](const LejepaGisModel *model, const char **text) { return lejepa_gis_model_band(model, i, text); });
    return names;
  }
  /** Mean and standard deviation of each band, reflectance x 10000. */
  struct Statistics {
    std::vector<float> mean, std;
  };
  Statistics statistics() const {
    std::size_t count = 0;
    detail::check(lejepa_gis_model_statistics(c(), nullptr, nullptr, &count));
    Statistics s{std::vector<float>(count), std::vector<float>(count)};
    detail::check(lejepa_gis_model_statistics(c(), s.mean.data(), s.std.data(), &count));
    return s;
  }
  /** Everything about the model, as JSON. */
  std::string info() const {
    return detail::text([&](char **json) { return lejepa_gis_model_info(c(), json); });
  }

  /** Encodes chips of reflectance x 10000, [count][bands][chip][chip], to [count][cells][cells][dimension]. A `context` (may
   *  be NULL) keeps the workers for the next call. */
  std::vector<float> encode_chips(const std::vector<float> &chips, const Options &options = {},
                                  const Progress &progress = {}, const Context *context = nullptr) const {
    const Sizes s = sizes();
    const std::size_t input = s.bands * s.chip * s.chip;
    if (chips.size() % input != 0) throw std::invalid_argument("chips hold no whole number of chips");
    const auto c_options = detail::list(options);
    detail::Listener listener{progress};
    return detail::filled<float>(
        [&](float *features, std::size_t *count) {
          return lejepa_gis_encode_chips(c(), context ? context->c() : nullptr, chips.data(), chips.size() / input,
                                         c_options.data(), listener.function(), &listener, features, count);
        },
        [&](LejepaGisStatus status) { listener.check(status); });
  }

  /** The cells of an image: [height][width][dimension], NaN where invalid. */
  struct Grid {
    std::size_t width = 0, height = 0;
    std::vector<float> features;
  };
  /** Encodes an image in memory; begin with image() and set its fields. `context` as for encode_chips(). */
  Grid encode_image(const LejepaGisImage &image, const Options &options = {}, const Progress &progress = {},
                    const Context *context = nullptr) const {
    Grid grid;
    const auto c_options = detail::list(options);
    detail::Listener listener{progress};
    grid.features = detail::filled<float>(
        [&](float *features, std::size_t *count) {
          return lejepa_gis_encode_image(c(), context ? context->c() : nullptr, &image, c_options.data(),
                                         listener.function(), &listener, features, count, &grid.width, &grid.height);
        },
        [&](LejepaGisStatus status) { listener.check(status); });
    return grid;
  }

 private:
  template <class Call>
  std::string lent(Call call) const {
    const char *text = nullptr;
    detail::check(call(c(), &text));
    return text;
  }
  detail::Shared<LejepaGisModel> handle_;
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
        const Options &options = {})
      : Basis(fitted({&features}, dimension, model, options)) {}
  /** Fits one basis on several sets of cells together. */
  static Basis fit(const std::vector<const std::vector<float> *> &sets, std::size_t dimension,
                   const Model *model = nullptr, const Options &options = {}) {
    return Basis(fitted(sets, dimension, model, options));
  }
  /** Loads a saved basis. */
  static Basis load(const std::string &path) {
    return Basis(detail::made<LejepaGisBasis>([&](auto basis) { return lejepa_gis_basis_load(path.c_str(), basis); }));
  }
  /** Makes a basis from the JSON text of one. */
  static Basis from_json(const std::string &json) {
    return Basis(
        detail::made<LejepaGisBasis>([&](auto basis) { return lejepa_gis_basis_from_json(json.c_str(), basis); }));
  }
  void save(const std::string &path) const { detail::check(lejepa_gis_basis_save(c(), path.c_str())); }
  std::string to_json() const {
    return detail::text([&](char **json) { return lejepa_gis_basis_to_json(c(), json); });
  }
  /** Scores, [cells][components]. A `model` is checked: it must be the one that the basis was fitted for. */
  std::vector<float> project(const std::vector<float> &features, std::size_t dimension,
                             const Model *model = nullptr) const {
    const std::size_t cells = detail::cells(features, dimension);
    return detail::filled<float>([&](float *scores, std::size_t *count) {
      return lejepa_gis_basis_project(c(), model ? model->c() : nullptr, features.data(), cells, dimension, scores, count);
    });
  }
  /** Colours of scores, [cells][4]: red, green, blue and alpha, which is 0 where a cell is invalid. */
  std::vector<std::uint8_t> colours(const std::vector<float> &scores) const {
    const std::size_t cells = detail::cells(scores, sizes().components);
    return detail::filled<std::uint8_t>([&](std::uint8_t *rgba, std::size_t *count) {
      return lejepa_gis_basis_colours(c(), scores.data(), cells, rgba, count);
    });
  }
  /** Numbers in a feature and in a score. */
  struct Sizes {
    std::size_t dimension = 0, components = 0;
  };
  Sizes sizes() const {
    Sizes s;
    detail::check(lejepa_gis_basis_sizes(c(), &s.dimension, &s.components));
    return s;
  }
  /** The share of the total variance that each component explains. */
  std::vector<double> explained_variance() const {
    return detail::filled<double>([&](double *shares, std::size_t *count) {
      return lejepa_gis_basis_explained_variance(c(), shares, count);
    });
  }
  /** The C handle, which stays owned here. */
  const LejepaGisBasis *c() const { return handle_.get(); }

 private:
  friend class BasisFit;
  explicit Basis(LejepaGisBasis *basis) : handle_(basis, lejepa_gis_basis_free) {}
  static LejepaGisBasis *fitted(const std::vector<const std::vector<float> *> &sets, std::size_t dimension,
                                const Model *model, const Options &options) {
    std::vector<const float *> features;
    std::vector<std::size_t> cells;
    for (const auto *set : sets) features.push_back(set->data()), cells.push_back(detail::cells(*set, dimension));
    const auto list = detail::list(options);
    return detail::made<LejepaGisBasis>([&](LejepaGisBasis **basis) {
      return lejepa_gis_basis_fit(model ? model->c() : nullptr, features.data(), cells.data(), sets.size(), dimension,
                                  list.data(), basis);
    });
  }
  detail::Shared<LejepaGisBasis> handle_;
};

/** A basis fitted piece by piece, over cells that are not in memory together. One thread at a time. */
class BasisFit {
 public:
  explicit BasisFit(std::size_t dimension)
      : dimension_(dimension), fit_(detail::made<LejepaGisBasisFit>([&](LejepaGisBasisFit **fit) {
          return lejepa_gis_basis_fit_begin(dimension, fit);
        })) {}
  /** Adds cells, [cells][dimension]; they are not kept. */
  void add(const std::vector<float> &features) {
    detail::check(lejepa_gis_basis_fit_add(fit_.get(), features.data(), detail::cells(features, dimension_)));
  }
  /** The basis of what was added so far. `model` (may be NULL) is the one that made the cells. */
  Basis finish(const Model *model = nullptr) const {
    return Basis(detail::made<LejepaGisBasis>([&](LejepaGisBasis **basis) {
      return lejepa_gis_basis_fit_finish(fit_.get(), model ? model->c() : nullptr, basis);
    }));
  }

 private:
  struct Free {
    void operator()(LejepaGisBasisFit *fit) const noexcept { lejepa_gis_basis_fit_free(fit); }
  };
  std::size_t dimension_;
  std::unique_ptr<LejepaGisBasisFit, Free> fit_;
};

/** A features raster in memory that scores its cells by how much they are like places. Copies share it; any number of threads
 *  may query it. */
class Similar {
 public:
  /** A place in a reference system. */
  struct Point {
    double x, y;
  };
  /** Reads a features raster; `context` (may be NULL) lends its workers. */
  explicit Similar(const std::string &input, const Options &options = {}, const Progress &progress = {},
                   const Context *context = nullptr)
      : handle_(opened(input, options, progress, context), lejepa_gis_similar_free) {}

  struct Sizes {
    std::size_t width = 0, height = 0, dimension = 0;
  };
  Sizes sizes() const {
    Sizes s;
    detail::check(lejepa_gis_similar_sizes(c(), &s.width, &s.height, &s.dimension));
    return s;
  }
  /** Scores, [height][width], -1 to 1, NaN where invalid. `crs` is empty for the raster's own; `best` takes the best example
   *  instead of their mean. */
  std::vector<float> query(const std::vector<Point> &examples, const std::vector<Point> &counter = {},
                           const std::string &crs = {}, bool best = false) const {
    return detail::filled<float>([&](float *scores, std::size_t *count) {
      return lejepa_gis_similar_query(c(), examples.empty() ? nullptr : &examples[0].x, examples.size(),
                                      counter.empty() ? nullptr : &counter[0].x, counter.size(),
                                      crs.empty() ? nullptr : crs.c_str(), best ? 1 : 0, scores, count);
    });
  }
  const LejepaGisSimilar *c() const noexcept { return handle_.get(); }

 private:
  static LejepaGisSimilar *opened(const std::string &input, const Options &options, const Progress &progress,
                                  const Context *context) {
    const auto list = detail::list(options);
    detail::Listener listener{progress};
    LejepaGisSimilar *similar = nullptr;
    listener.check(lejepa_gis_similar_open(input.c_str(), context ? context->c() : nullptr, list.data(),
                                           listener.function(), &listener, &similar));
    return similar;
  }
  detail::Shared<LejepaGisSimilar> handle_;
};

namespace detail {

/** A column of change between two sets of cells. */
template <class Function>
std::vector<float> change(Function function, const std::vector<float> &before, const std::vector<float> &after,
                          std::size_t dimension) {
  if (before.size() != after.size()) throw std::invalid_argument("before and after differ in size");
  const std::size_t count = cells(before, dimension);
  return filled<float>([&](float *change, std::size_t *room) {
    return function(before.data(), after.data(), count, dimension, change, room);
  });
}

}  // namespace detail

/** 1 - cosine of pairs of features, one number for each cell. */
inline std::vector<float> cosine_change(const std::vector<float> &before, const std::vector<float> &after,
                                        std::size_t dimension) {
  return detail::change(lejepa_gis_cosine_change, before, after, dimension);
}

/** What one date's features do not tell of the other's, one number for each cell; give all cells of a scene at once. */
inline std::vector<float> residual_change(const std::vector<float> &before, const std::vector<float> &after,
                                          std::size_t dimension) {
  return detail::change(lejepa_gis_residual_change, before, after, dimension);
}

/** The mean feature over valid cells. */
inline std::vector<float> descriptor(const std::vector<float> &features, std::size_t dimension) {
  const std::size_t cells = detail::cells(features, dimension);
  return detail::filled<float>([&](float *mean, std::size_t *count) {
    return lejepa_gis_descriptor(features.data(), cells, dimension, mean, count, nullptr);
  });
}

/** What a job gave: its report as JSON, and its outputs as open GDALDatasetH where Job asks for them. The caller closes
 *  each with GDALClose. */
struct Result {
  std::string report;
  std::vector<void *> datasets;
};

/** A job: a task of tasks(), what it reads and writes, and its options. Each setter returns the job. */
class Job {
 public:
  explicit Job(std::string task) : task_(std::move(task)) {}
  /** Adds an input by name: anything that GDAL opens. */
  Job &input(std::string name) { return add_input(std::move(name), nullptr); }
  /** Adds an input that is open, a GDALDatasetH; it stays the caller's and is used by this thread alone during the job. */
  Job &input_dataset(void *dataset) { return add_input(std::nullopt, dataset); }
  /** Adds an output by name: a path, a GDAL name, or the folder of "run". */
  Job &output(std::string name) {
    outputs_.emplace_back(std::move(name));
    return *this;
  }
  /** Adds an output that is kept in memory and given as an open dataset. */
  Job &output_in_memory() {
    outputs_.emplace_back(std::nullopt);
    return open_results();
  }
  /** Asks for every output as an open dataset. */
  Job &open_results() {
    opens_ = true;
    return *this;
  }
  /** Adds one option, "KEY=VALUE". */
  Job &option(std::string option) {
    options_.push_back(std::move(option));
    return *this;
  }
  /** Adds options. */
  Job &options(const Options &options) {
    options_.insert(options_.end(), options.begin(), options.end());
    return *this;
  }
  /** The model, which the job shares; without one, the option MODEL names it. */
  Job &model(const Model &model) {
    model.c();
    model_ = model;
    return *this;
  }
  /** What the job shares with others. */
  Job &context(const Context &context) {
    context.c();
    context_ = context;
    return *this;
  }
  Job &progress(Progress progress) {
    progress_ = std::move(progress);
    return *this;
  }

 private:
  using Name = std::optional<std::string>;
  Job &add_input(Name name, void *dataset) {
    inputs_.push_back(std::move(name));
    datasets_.push_back(dataset);
    return *this;
  }
  static std::vector<const char *> c_names(const std::vector<Name> &names) {
    std::vector<const char *> out;
    for (const auto &name : names) out.push_back(name ? name->c_str() : nullptr);
    return out;
  }
  /** Calls a C function with the C structure, a place for its text, and room for datasets. */
  template <class Function>
  std::string call(Function function, std::vector<void *> &results) const {
    const auto inputs = c_names(inputs_), outputs = c_names(outputs_), options = detail::list(options_);
    results.assign(opens_ ? outputs.size() : 0, nullptr);
    detail::Listener listener{progress_};
    LejepaGisJob job;
    detail::check(lejepa_gis_job_init(&job, sizeof job));
    job.task = task_.c_str();
    job.input_count = inputs.size();
    job.inputs = inputs.data();
    job.input_datasets = datasets_.data();
    job.output_count = outputs.size();
    job.outputs = outputs.data();
    job.results = results.empty() ? nullptr : results.data();
    job.options = options.data();
    job.model = model_ ? model_->c() : nullptr;
    job.context = context_ ? context_->c() : nullptr;
    job.progress = listener.function();
    job.user_data = &listener;
    char *text = nullptr;
    const LejepaGisStatus status = function(&job, &text);
    std::unique_ptr<char, detail::FreeText> owned(text);
    listener.check(status);
    return owned ? std::string(owned.get()) : std::string();
  }
  friend Result run(const Job &job);
  friend std::string estimate(const Job &job);

  std::string task_;
  std::vector<Name> inputs_, outputs_;
  std::vector<void *> datasets_;
  bool opens_ = false;
  Options options_;
  std::optional<Model> model_;
  std::optional<Context> context_;
  Progress progress_;
};

/** Runs a job. */
inline Result run(const Job &job) {
  Result result;
  result.report = job.call(lejepa_gis_job_run, result.datasets);
  return result;
}

/** Checks a job as run() does and estimates what it takes, as JSON; makes nothing. */
inline std::string estimate(const Job &job) {
  std::vector<void *> none;
  return job.call(lejepa_gis_job_estimate, none);
}

/* The tasks by name, on rasters by name. Each returns its report as JSON. */

inline std::string features(const Model &model, const std::string &input, const std::string &output,
                            const Options &options = {}, const Progress &progress = {}) {
  return run(Job("features").input(input).output(output).options(options).model(model).progress(progress)).report;
}

inline std::string pca(const Model &model, const std::vector<std::string> &inputs,
                       const std::vector<std::string> &outputs, const Options &options = {},
                       const Progress &progress = {}) {
  Job job("pca");
  for (const auto &input : inputs) job.input(input);
  for (const auto &output : outputs) job.output(output);
  return run(job.options(options).model(model).progress(progress)).report;
}

inline std::string change(const Model &model, const std::string &before, const std::string &after,
                          const std::string &output, const Options &options = {}, const Progress &progress = {}) {
  Job job("change");
  return run(job.input(before).input(after).output(output).options(options).model(model).progress(progress)).report;
}

inline std::string areas(const Model &model, const std::string &before, const std::string &after,
                         const std::string &output, const Options &options = {}, const Progress &progress = {}) {
  Job job("areas");
  return run(job.input(before).input(after).output(output).options(options).model(model).progress(progress)).report;
}

inline std::string describe(const Model &model, const std::vector<std::string> &inputs, const Options &options = {},
                            const Progress &progress = {}) {
  Job job("describe");
  for (const auto &input : inputs) job.input(input);
  return run(job.options(options).model(model).progress(progress)).report;
}

inline std::string run(const Model &model, const std::string &before, const std::string &after,
                       const std::string &folder, const Options &options = {}, const Progress &progress = {}) {
  Job job("run");
  return run(job.input(before).input(after).output(folder).options(options).model(model).progress(progress)).report;
}

/* The library itself. Tables and descriptions are JSON. */

/** The tasks: inputs, outputs, help, parameters of each. */
inline std::string tasks() { return detail::text(lejepa_gis_tasks); }

/** The parameters. */
inline std::string parameters() { return detail::text(lejepa_gis_parameters); }

/** Version of the software, for example "0.1.0". */
inline std::string version() { return lejepa_gis_version(); }

/** Version of the library's interface; LEJEPA_GIS_ABI_VERSION is the one that the program was compiled with. */
inline std::int32_t abi_version() { return lejepa_gis_abi_version(); }

/** What the library was built for and with, and the processor. */
inline std::string build_info() { return detail::text(lejepa_gis_build_info); }

/** Which GDAL is bound; binds one if none is bound yet. */
inline std::string gdal_info(const std::string &named = {}) {
  return detail::text([&](char **json) { return lejepa_gis_gdal_info(named.c_str(), json); });
}

/** A report for bugs, and whether the self-test passed. */
struct Doctor {
  std::string text;
  bool healthy = false;
};
inline Doctor doctor(const std::string &named = {}) {
  std::int32_t healthy = 0;
  auto text = detail::text([&](char **out) { return lejepa_gis_doctor(named.c_str(), out, &healthy); });
  return {std::move(text), healthy != 0};
}

}  // namespace lejepa_gis

#endif
