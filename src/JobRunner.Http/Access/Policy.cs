using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JobRunner.Http.Access;

/// <summary>The options that are in force: the newest that make sense.</summary>
internal sealed partial class Policy : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IOptionsFactory<JobsHttpOptions> _factory;
    private readonly ILogger<Policy> _logger;
    private readonly IDisposable[] _subscriptions;
    private volatile JobsHttpOptions _current;

    // Not IOptionsMonitor: where options make no sense it throws at whoever changed the configuration, and tells nobody else.
    /// <exception cref="OptionsValidationException">They make no sense at the start.</exception>
    public Policy(IOptionsFactory<JobsHttpOptions> factory, IEnumerable<IOptionsChangeTokenSource<JobsHttpOptions>> sources, ILogger<Policy> logger)
    {
        _factory = factory;
        _logger = logger;
        _current = factory.Create(Options.DefaultName);
        _subscriptions = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, Take))];
    }

    /// <summary>Raised when other options are in force.</summary>
    public event Action? Changed;

    public JobsHttpOptions Current => _current;

    public bool Allows(string client, string permission) =>
        _current.Clients.TryGetValue(client, out var permissions) && permissions.Contains(permission);

    public void Dispose() => Array.ForEach(_subscriptions, subscription => subscription.Dispose());

    private void Take()
    {
        if (TryTake())
        {
            LogChanged();
            Changed?.Invoke();
        }
    }

    private bool TryTake()
    {
        try
        {
            // Of two changes the later one is to be read last.
            lock (_gate)
            {
                _current = _factory.Create(Options.DefaultName);
            }

            return true;
        }
#pragma warning disable CA1031 // A number that is none is InvalidOperationException, and a host's own code may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnusable(e);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Other permissions and rules are in force")]
    private partial void LogChanged();

    [LoggerMessage(2, LogLevel.Error, "Permissions and rules have changed and make no sense; those from before stay in force")]
    private partial void LogUnusable(Exception exception);
}
