#pragma once

#include <windows.h>

#include <oleauto.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "Faults.h"

/// A call of a member that ends in a COM exception with a text, as Sage's own errors do.
struct FakeException {
    std::string text;
    HRESULT code = DISP_E_EXCEPTION;
};

/// The arguments of one call, in the order of the call.
class CallArguments {
public:
    explicit CallArguments(const DISPPARAMS &parameters) : parameters(parameters) {}

    std::size_t count() const { return parameters.cArgs; }
    std::string text(std::size_t index) const;
    /// A number; nothing where the argument is a text.
    std::optional<double> number(std::size_t index) const;
    IDispatch *object(std::size_t index) const;
    /// Gives a text back by reference.
    void giveBack(std::size_t index, const std::string &text) const;
    void giveBack(std::size_t index, double number) const;

private:
    VARIANT &raw(std::size_t index) const;

    const DISPPARAMS &parameters;
};

/// What a member gives back: nothing, a number, a text, or an object.
struct CallResult {
    CallResult(int code) : code(code) {}
    CallResult(std::string text) : text(std::move(text)) {}
    CallResult(IDispatch *object) : object(object) {}

    std::optional<int> code;
    std::optional<std::string> text;
    /// With the reference that the caller gets.
    IDispatch *object = nullptr;
};

/// An object of the fake: members by names, of which case does not matter.
class FakeObject : public IDispatch {
public:
    explicit FakeObject(std::shared_ptr<Faults> faults);
    virtual ~FakeObject();
    FakeObject(const FakeObject &) = delete;
    FakeObject &operator=(const FakeObject &) = delete;

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void **object) override;
    ULONG STDMETHODCALLTYPE AddRef() override { return ++references; }
    ULONG STDMETHODCALLTYPE Release() override;
    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT *count) override;
    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo **) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR *names, UINT count, LCID, DISPID *ids) override;
    HRESULT STDMETHODCALLTYPE Invoke(
        DISPID id, REFIID, LCID, WORD, DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *info, UINT *) override;

    /// The object behind a pointer, where it is one of this process; nothing for a stranger's or a proxy.
    ///
    /// The pointer's own reference is all that keeps it alive.
    static FakeObject *own(IDispatch *object);

    /// How many objects there are in this process.
    static long alive() { return count; }

protected:
    using Member = std::function<CallResult(const CallArguments &)>;

    void add(const std::string &name, Member member);

    /// What the last call that was not done says.
    std::string message;
    std::shared_ptr<Faults> faults;

private:
    struct Named {
        std::string name;
        Member member;
    };

    HRESULT perform(const Named &named, const DISPPARAMS &parameters, VARIANT *result);

    std::atomic<ULONG> references{1};
    std::map<std::string, DISPID> numbers;
    std::vector<Named> members;
    static std::atomic<long> count;
};
