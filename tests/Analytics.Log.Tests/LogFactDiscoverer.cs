using Xunit.Abstractions;
using Xunit.Sdk;

namespace Analytics.Log.Tests;

/// <summary>Finds out whether a fact can run. The runner has no other way to skip what a derived class inherits.</summary>
public sealed class LogFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new Case(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];

    private sealed class Case : XunitTestCase
    {
        [Obsolete("For the runner, which makes cases anew from their description.")]
        public Case()
        {
        }

        public Case(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
            : base(diagnostics, display, options, method)
        {
        }

        protected override string? GetSkipReason(IAttributeInfo factAttribute)
        {
            var requirement = TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequirementAttribute)).SingleOrDefault();
            return ((requirement as ReflectionAttributeInfo)?.Attribute as RequirementAttribute)?.Missing ?? base.GetSkipReason(factAttribute);
        }
    }
}
