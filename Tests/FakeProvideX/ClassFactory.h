#pragma once

#include <windows.h>

#include <unknwn.h>

#include <memory>

#include "Installation.h"

/// Makes `ProvideX.Script` objects, all of one installation.
class ClassFactory : public IClassFactory {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void **object) override;
    // Lives as long as the process.
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID id, void **object) override;
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }

    virtual ~ClassFactory() = default;

private:
    std::shared_ptr<Installation> installation = std::make_shared<Installation>();
};
