#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "KeyOrder.h"
#include "KeyPadding.h"
#include "PageRequest.h"
#include "RecordFilter.h"
#include "Settings.h"

namespace boi {

/// What a walk needs of a business object; each is one or a few calls of Sage.
class WalkSource {
public:
    virtual ~WalkSource() = default;
    /// `nSetIndex`; `false` when there is none of this name.
    virtual bool setIndex(const std::string &name) = 0;
    /// `nSetBrowseFilter`; an empty text takes it away.
    virtual void setBrowseFilter(const std::string &prefix) = 0;
    /// `nFind` by every field of the index.
    virtual bool find(const KeyFields &fields, const Key &key) = 0;
    virtual bool moveFirst() = 0;
    virtual bool moveNext() = 0;
    virtual std::vector<std::string> record() = 0;
};

/// One page as it was read.
struct Page {
    std::vector<std::vector<std::string>> records;
    /// Where to go on; nothing when there is nothing left.
    std::optional<Key> next;
    /// Whether the reader was told to stop; then the page is worth nothing.
    bool isCancelled = false;
};

/// Reads a page by walking from record to record.
class PageWalk {
public:
    /// \param padding what is known of the source's keys.
    /// \param isCancelled asked before each record.
    PageWalk(WalkSource &source, const Settings &settings, KeyPadding &padding, std::function<bool()> isCancelled)
        : source(source), settings(settings), padding(padding), isCancelled(std::move(isCancelled)) {}

    /// \param order the order of the index that the request names.
    /// \throws HostError.
    Page read(const PageRequest &request, const KeyOrder &order, const RecordFilter *filter);

    /// A page is cut here, since its frame must stay below the limit of frames whatever JSON makes of it.
    static constexpr std::size_t mostBytes = 8u * 1024 * 1024;

private:
    /// Where a page begins: at a key or below it, or behind all that is below it.
    struct Bound {
        Key key;
        bool isBehind = false;
    };

    static std::optional<Bound> begin(const PageRequest &request, const KeyOrder &order);
    bool position(const std::optional<Bound> &bound, const Key *through, const KeyOrder &order);
    std::optional<char32_t> filler(const Key &key, const KeyOrder &order);
    bool findWhole(const Key &key, const KeyOrder &order);
    bool findSuccessor(const Bound &bound, const KeyOrder &order);
    bool findFirst(const std::string &prefix, const Bound &bound, const KeyOrder &order);
    bool findLater(const std::string &prefix, char32_t sign, const Bound &bound, const KeyOrder &order);
    bool skipTo(const Bound &bound, const KeyOrder &order);
    bool standBehindFilter(const KeyOrder &order);

    WalkSource &source;
    const Settings &settings;
    KeyPadding &padding;
    std::function<bool()> isCancelled;
    std::string index;
};

}  // namespace boi
