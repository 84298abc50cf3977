#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "Automation.h"
#include "Json.h"
#include "KeyPadding.h"
#include "PageWalk.h"
#include "SageLayout.h"
#include "Settings.h"

namespace boi {

/// A return code of Sage with its text.
struct Answer {
    int code = 0;
    std::string text;
};

/// A business object: the verbs of the protocol on one object of Sage's.
class SageObject : public WalkSource {
public:
    /// \param name the object's name.
    /// \param layout what is known of its table.
    SageObject(Automation object, std::string name, SageLayout layout, const Settings &settings);

    const std::string &name() const { return objectName; }
    const std::string &table() const { return layout.name; }

    const std::vector<Column> &columns();
    Answer setKeyValue(const std::string &column, const std::string &value);
    Answer find();
    Answer setKey();
    Answer setValue(const std::string &column, const std::string &value);
    Answer write();
    void clear();
    std::string lastErrorMessage();
    void drop();

    /// Whether a record is being edited, which a walk would give up.
    bool isEditing() const { return edits; }

    /// \throws HostError.
    Page readPage(const PageRequest &request, std::function<bool()> isCancelled);

    bool setIndex(const std::string &name) override;
    void setBrowseFilter(const std::string &prefix) override;
    bool find(const KeyFields &fields, const Key &key) override;
    bool moveFirst() override;
    bool moveNext() override;
    std::vector<std::string> record() override;

private:
    const Column &column(const std::string &name);
    Answer answer(const Variant &result);
    Variant call(const char *member, std::vector<VARIANT> arguments = {});
    std::vector<std::string> recordByFields();
    bool findMatches(const PageRequest &request, const KeyOrder &order, const RecordFilter &filter);
    std::optional<Page> readMatches(const PageRequest &request, const KeyOrder &order, const RecordFilter &filter,
        const std::function<bool()> &isCancelled);

    Automation object;
    std::string objectName;
    SageLayout layout;
    const Settings &settings;
    std::vector<Column> installed;
    KeyPadding padding;
    bool edits = false;

    /// The keys that passed a filter, for the pages that follow the first one.
    struct Matches {
        std::string index;
        Json filter;
        /// The `next` of the last page.
        Key next;
        std::vector<Key> keys;
    };
    std::optional<Matches> matches;
};

}  // namespace boi
