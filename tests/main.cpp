// The main function of every test program. It returns
//   0   every case that ran has passed,
//   1   a case failed,
//   2   no case ran (a filter that fits nothing is a mistake, not a success),
//   77  every case that ran said that it cannot run here: MESSAGE("SKIPPED: reason"); return;
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>

namespace {

int cases_run = 0;
int cases_skipped = 0;

class Count : public doctest::IReporter {
 public:
  explicit Count(const doctest::ContextOptions&) {}

  void test_case_start(const doctest::TestCaseData&) override { says_skipped_ = false; }
  void log_message(const doctest::MessageData& message) override {
    if (std::strncmp(message.m_string.c_str(), "SKIPPED:", 8) == 0) says_skipped_ = true;
  }
  void test_case_end(const doctest::CurrentTestCaseStats&) override {
    ++cases_run;
    if (says_skipped_) ++cases_skipped;
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  bool says_skipped_ = false;
};

}  // namespace

REGISTER_LISTENER("count", 1, Count);

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  const int failed = context.run();
  if (failed != 0) return 1;
  if (context.shouldExit()) return 0;  // a query: --help, --list-test-cases, ...
  if (cases_run == 0) {
    std::puts("FAILED: no test case ran");
    return 2;
  }
  return cases_skipped == cases_run ? 77 : 0;
}
