#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <stdio.h>

/* Swift cannot call C functions with variable arguments; each function below is one typed form of such a call. */

/* curl_easy_setopt is variadic: options that take a long. */
static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/* curl_easy_setopt is variadic: options that take text (libcurl copies it), or NULL to take the option back. */
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/* curl_easy_setopt is variadic: the size must be set before CURLOPT_COPYPOSTFIELDS, which copies that many bytes. */
static inline CURLcode ccurl_set_body(CURL *easy, const void *bytes, curl_off_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

/* curl_easy_setopt is variadic: libcurl reads the file with fread, its own read function; the file stays the caller's. */
static inline CURLcode ccurl_set_file(CURL *easy, FILE *file, curl_off_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, count);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_READDATA, file) : code;
}

/* curl_easy_setopt is variadic: the list stays the caller's, who frees it after the transfer. */
static inline CURLcode ccurl_set_headers(CURL *easy, struct curl_slist *list) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

/* curl_easy_setopt is variadic: the buffer stays the caller's and holds CURL_ERROR_SIZE bytes. */
static inline CURLcode ccurl_set_error_buffer(CURL *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

/* curl_easy_setopt is variadic: the three callbacks of a transfer always share one context. */
static inline CURLcode ccurl_set_callbacks(
    CURL *easy, curl_write_callback head, curl_write_callback body, curl_prereq_callback before_request, void *context
) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, head);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
    return code;
}

/* curl_easy_setopt is variadic: who opens the socket of each connection. */
static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback open_socket, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context) : code;
}

/* curl_easy_getinfo is variadic: values that are a long. */
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

/* curl_multi_setopt is variadic: options that take a long. */
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* curl_global_init is a function, but its usual argument is a macro with casts that Swift does not import. */
static inline CURLcode ccurl_start(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
