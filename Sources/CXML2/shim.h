#include <libxml/xmlversion.h>
/* Where libxml2 was built with ICU, its headers include ICU's, which clash with those inside of Foundation.
   Only structures for encodings differ by it, and none of them is used here. */
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
