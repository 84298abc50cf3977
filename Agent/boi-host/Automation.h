#pragma once

#include <windows.h>

#include <oleauto.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "HostError.h"

namespace boi {

/// A VARIANT that is cleared when it goes.
class Variant {
public:
    Variant() { VariantInit(&raw); }
    explicit Variant(const std::string &text);
    explicit Variant(double number);
    /// Refers to an object without giving it away.
    explicit Variant(IDispatch *object);
    Variant(const Variant &) = delete;
    Variant &operator=(const Variant &) = delete;
    Variant(Variant &&other) noexcept : raw(other.raw) { VariantInit(&other.raw); }
    Variant &operator=(Variant &&other) noexcept;
    ~Variant() { VariantClear(&raw); }

    /// A VARIANT that refers to this one, for what a call gives back by reference.
    VARIANT reference();

    /// The value as text: numbers with the decimals of the scale, nothing as an empty text.
    std::string text(std::optional<int> scale = {}) const;

    /// The value as a return code; nothing, and what is no number, is 0, as after trouble Sage gives an empty text.
    int code() const;

    bool isObject() const { return raw.vt == VT_DISPATCH && raw.pdispVal != nullptr; }

    /// Overwrites a text before its memory is given back.
    void wipeText();

    VARIANT raw;
};

/// A failing HRESULT of a call; poisons the session.
struct ComFailure : HostError {
    ComFailure(const std::string &call, HRESULT result, std::optional<std::string> text);
};

/// What a call of Sage is reported to, so that a hang can be seen from outside.
class CallObserver {
public:
    virtual ~CallObserver() = default;
    virtual void callBegins(const std::string &member) = 0;
    virtual void callEnds() = 0;
};

/// A COM object that is called by names; the names' numbers are looked up once.
class Automation {
public:
    Automation() = default;
    /// Takes the reference that is given.
    Automation(IDispatch *object, CallObserver *observer) : object(object), observer(observer) {}
    Automation(const Automation &) = delete;
    Automation &operator=(const Automation &) = delete;
    Automation(Automation &&other) noexcept;
    Automation &operator=(Automation &&other) noexcept;
    ~Automation() { release(); }

    /// Creates an object by its name in the registry.
    ///
    /// \throws ComFailure.
    static Automation create(const std::string &progId, CallObserver *observer);

    explicit operator bool() const { return object != nullptr; }
    IDispatch *pointer() const { return object; }

    /// Calls a member, whether Sage has it as a method or as a property.
    ///
    /// \param arguments in the order of the call.
    /// \throws ComFailure.
    Variant call(const std::string &member, std::vector<VARIANT> arguments = {});

    /// Calls a member that gives back an object; nothing where it gives none.
    Automation makeObject(const std::string &member, std::vector<VARIANT> arguments);

    void release();

private:
    DISPID number(const std::string &member);

    IDispatch *object = nullptr;
    CallObserver *observer = nullptr;
    std::map<std::string, DISPID> numbers;
};

}  // namespace boi
