#ifndef CLIBXML2_SHIM_H
#define CLIBXML2_SHIM_H

/* Where libxml2 is built with ICU, its headers bring ICU's, which clash with those of Swift's Foundation. What that switch
   adds is the inside of a character encoding's handler, which nothing here touches. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlwriter.h>

#endif
