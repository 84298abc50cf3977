#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// The minimum and maximum versions are set by macros, which Swift cannot import.
static inline int COpenSSL_allow_tls13_only(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION)
        && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
}

// The session cache mode is set by a macro, and the option bits are made by one.
static inline int COpenSSL_forbid_resumption(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    return SSL_CTX_set_num_tickets(context, 0);
}

// Modes are set by a macro; without this one OpenSSL completes the chain it sends from the trusted certificates.
static inline void COpenSSL_send_only_given_chain(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
}

// A macro over SSL_CTX_ctrl, which is variadic in type.
static inline int COpenSSL_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

// A macro over SSL_ctrl that casts away const.
static inline int COpenSSL_set_server_name(SSL *connection, const char *name) {
    return (int)SSL_set_tlsext_host_name(connection, name);
}

// A macro over SSL_set_ex_data.
static inline int COpenSSL_set_owner(SSL *connection, void *owner) {
    return SSL_set_app_data(connection, owner);
}

// A macro over SSL_get_ex_data.
static inline void *COpenSSL_owner(const SSL *connection) {
    return SSL_get_app_data(connection);
}

// Two calls to go from a verification to its connection; the index of the slot is made at run time.
static inline void *COpenSSL_owner_of_verification(X509_STORE_CTX *verification) {
    const SSL *connection = (const SSL *)X509_STORE_CTX_get_ex_data(
        verification, SSL_get_ex_data_X509_STORE_CTX_idx());
    return connection == NULL ? NULL : SSL_get_app_data(connection);
}

// A macro over BIO_ctrl that hands out a pointer into the BIO; valid until the BIO is written to or freed.
static inline long COpenSSL_contents(BIO *bio, char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}

// Typed stacks are made by macros, which Swift cannot import.
static inline int COpenSSL_names_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}

// Typed stacks are made by macros, which Swift cannot import.
static inline GENERAL_NAME *COpenSSL_name_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

// Three objects that own one another step by step, in typed stacks made by macros: the ownership stays in one place.
static inline int COpenSSL_names_append_uri(GENERAL_NAMES *names, const char *uri) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *text = ASN1_IA5STRING_new();
    if (name == NULL || text == NULL || !ASN1_STRING_set(text, uri, -1)) {
        GENERAL_NAME_free(name);
        ASN1_IA5STRING_free(text);
        return 0;
    }
    GENERAL_NAME_set0_value(name, GEN_URI, text);
    if (sk_GENERAL_NAME_push(names, name) > 0) {
        return 1;
    }
    GENERAL_NAME_free(name);
    return 0;
}

// The flags are made by macros; without ESC_MSB, letters beyond ASCII stay readable.
static inline int COpenSSL_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

// EVP_EC_gen is a macro over a variadic function.
static inline EVP_PKEY *COpenSSL_make_p256_key(void) {
    return EVP_EC_gen("P-256");
}

#endif
