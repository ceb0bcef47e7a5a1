using Microsoft.Extensions.Configuration;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>
/// HOCON documents as one source of an <see cref="IConfiguration"/>. All layers belong in one source, since HOCON's own merging knows more
/// than the key-by-key merging of providers: a list replaces a list, and a reference in a weak layer sees the strong ones.
/// </summary>
/// <param name="documents">The documents, weakest first.</param>
/// <param name="environment">What a name is in the environment; null when it is not there.</param>
public sealed class HoconConfigurationSource(IReadOnlyList<HoconObject> documents, Func<string, string?> environment) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(HoconResolver.Resolve(documents, environment));
}
