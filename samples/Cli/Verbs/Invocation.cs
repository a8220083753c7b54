using System.CommandLine;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Verbs;

/// <summary>A verb being run: what was typed, and the server, which is reached when it is first needed.</summary>
internal sealed class Invocation(ParseResult arguments, Surroundings surroundings, ConnectionOptions options) : IAsyncDisposable
{
    private JobsConnection? _connection;

    public ParseResult Arguments => arguments;

    public Surroundings Surroundings => surroundings;

    public JobsConnection Connection => _connection ??= surroundings.Connect(options.Read(arguments, surroundings.Variable));

    public IJobsManager Jobs => Connection.Jobs;

    public T? Value<T>(Option<T> option) => arguments.GetValue(option);

    public T Value<T>(Argument<T> argument) => arguments.GetRequiredValue(argument);

    /// <summary>The job that was typed.</summary>
    public async Task<Guid> ResolveAsync(Argument<string> id) => (await new JobIds(Jobs).ResolveAsync([Value(id)]))[0];

    /// <summary>The jobs that were typed, each once.</summary>
    public Task<IReadOnlyList<Guid>> ResolveAsync(Argument<string[]> ids) => new JobIds(Jobs).ResolveAsync(Value(ids));

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
