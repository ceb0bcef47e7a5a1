using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.DeadLetters;
using Analytics.Ingestion.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Ingestion.Http;

/// <summary>Registers this stage.</summary>
public static class IngestionServices
{
    /// <summary>Adds the pipeline, the dead letters and what the endpoints need. <see cref="ILog"/> and <see cref="ITenantDirectory"/> come from elsewhere.</summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services, IngestionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<IngestionTelemetry>();
        services.AddSingleton(new WriteKeyDirectory(options.Admission));
        services.AddSingleton(provider => new TenantQuotas(options.Admission, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new InFlightGate(options.MaxInFlightBytes));
        services.AddSingleton<IngestionPipeline>();
        services.AddSingleton<IIngestion>(provider => provider.GetRequiredService<IngestionPipeline>());
        services.TryAddSingleton<LetterIndexes>();
        services.AddSingleton<DeadLetterBox>();
        services.AddSingleton(provider => new IngestionEndpoints(
            provider.GetRequiredService<IngestionPipeline>(), options, provider.GetRequiredService<WriteKeyDirectory>(),
            provider.GetRequiredService<TenantQuotas>(), provider.GetRequiredService<InFlightGate>(), provider.GetRequiredService<IngestionTelemetry>()));
        return services;
    }
}
