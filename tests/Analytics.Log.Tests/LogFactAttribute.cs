using Xunit.Sdk;

namespace Analytics.Log.Tests;

/// <summary>A fact whose class may need something that is not everywhere, see <see cref="RequirementAttribute"/>: then it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Analytics.Log.Tests.LogFactDiscoverer", "Analytics.Log.Tests")]
public sealed class LogFactAttribute : FactAttribute;
