// SPDX-License-Identifier: MIT
#include "libcommon/metrics/text_format.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace dovetail::metrics {

namespace {

std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || (quotes && c == '"')) {
      out += '\\';
    }
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

// One sample line; `le` is a bucket's bound, "" elsewhere.
void sample(std::string& out, std::string_view name, std::string_view suffix, const Series& series,
            std::string_view le, std::string_view value) {
  out.append(name).append(suffix);
  char separator = '{';
  const auto label = [&](std::string_view key, std::string_view text) {
    out += separator;
    out.append(key).append("=\"").append(escaped(text, true)).append("\"");
    separator = ',';
  };
  for (const auto& [key, text] : series.labels) {
    label(key, text);
  }
  if (!le.empty()) {
    label("le", le);
  }
  if (separator == ',') {
    out += '}';
  }
  out.append(" ").append(value).append("\n");
}

void histogram(std::string& out, std::string_view name, const Series& series) {
  const Histogram& values = *series.histogram;
  std::uint64_t count = 0;
  for (std::size_t index = 0; index < values.bounds().size(); ++index) {
    count += values.bucket(index);
    sample(out, name, "_bucket", series, number(values.bounds()[index]), std::to_string(count));
  }
  count += values.bucket(values.bounds().size());
  sample(out, name, "_bucket", series, "+Inf", std::to_string(count));
  sample(out, name, "_sum", series, "", number(values.sum()));
  sample(out, name, "_count", series, "", std::to_string(count));
}

const char* type_name(Kind kind) {
  switch (kind) {
    case Kind::counter:
      return "counter";
    case Kind::gauge:
      return "gauge";
    case Kind::histogram:
      return "histogram";
  }
  return "unknown";
}

void family(std::string& out, Family& family, TextFormat format) {
  std::string_view shown = family.name;
  if (family.kind == Kind::counter && format == TextFormat::open_metrics) {
    shown.remove_suffix(std::string_view("_total").size());
  }
  const bool quotes = format == TextFormat::open_metrics;  // the older format escapes none in help texts
  out.append("# HELP ").append(shown).append(" ").append(escaped(family.help, quotes)).append("\n");
  out.append("# TYPE ").append(shown).append(" ").append(type_name(family.kind)).append("\n");
  for (const auto& series : family.series) {
    if (family.kind == Kind::histogram) {
      histogram(out, family.name, *series);
    } else if (family.kind == Kind::counter) {
      sample(out, family.name, "", *series, "", std::to_string(series->counter.value()));
    } else {
      sample(out, family.name, "", *series, "",
             series->read ? number(series->read()) : std::to_string(series->gauge.value()));
    }
  }
}

}  // namespace

std::string to_text(const std::vector<std::unique_ptr<Family>>& families, TextFormat format) {
  std::string out;
  for (const auto& one : families) {
    family(out, *one, format);
  }
  if (format == TextFormat::open_metrics) {
    out += "# EOF\n";
  }
  return out;
}

}  // namespace dovetail::metrics
