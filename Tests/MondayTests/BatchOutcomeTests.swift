import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Testing

struct BatchOutcomeTests {
}
