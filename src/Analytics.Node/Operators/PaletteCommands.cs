using Analytics.Node.Operators.Commands;

namespace Analytics.Node.Operators;

/// <summary>The node's palette, area by area.</summary>
internal static class PaletteCommands
{
    /// <summary>Composes it from the services of a running node.</summary>
    public static Palette Of(IServiceProvider services) => new(
    [
        .. Make<ClusterCommands>(services).All(),
        .. Make<ShardingCommands>(services).All(),
        .. Make<ActorCommands>(services).All(),
        .. Make<StateCommands>(services).All(),
        .. Make<LogCommands>(services).All(),
        .. Make<SystemCommands>(services).All(),
        .. Make<StreamCommands>(services).All(),
        .. Make<SourceCommands>(services).All(),
        .. Make<SinkCommands>(services).All(),
        .. Make<DeadLetterCommands>(services).All(),
        .. Make<AlertCommands>(services).All(),
        .. Make<ExplainCommands>(services).All(),
        .. Make<SilenceCommands>(services).All(),
        .. Make<BacktestCommands>(services).All(),
        .. Make<RuleCommands>(services).All(),
        .. Make<CheckpointCommands>(services).All(),
    ]);

    private static T Make<T>(IServiceProvider services) => ActivatorUtilities.CreateInstance<T>(services);
}
