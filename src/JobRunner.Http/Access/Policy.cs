using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobRunner.Http.Access;

/// <summary>The options that are in force: the newest that make sense.</summary>
internal sealed partial class Policy : IDisposable
{
    private readonly ILogger<Policy> _logger;
    private readonly IDisposable? _subscription;
    private volatile JobsHttpOptions _current;

    /// <exception cref="OptionsValidationException">They make no sense at the start.</exception>
    public Policy(IOptionsMonitor<JobsHttpOptions> options, ILogger<Policy> logger)
    {
        _logger = logger;
        _current = options.CurrentValue;
        _subscription = options.OnChange(_ => Take(options));
    }

    /// <summary>Raised when other options are in force.</summary>
    public event Action? Changed;

    public JobsHttpOptions Current => _current;

    public bool Allows(string client, string permission) =>
        _current.Clients.TryGetValue(client, out var permissions) && permissions.Contains(permission);

    public void Dispose() => _subscription?.Dispose();

    private void Take(IOptionsMonitor<JobsHttpOptions> options)
    {
        try
        {
            _current = options.CurrentValue;
            LogChanged();
        }
        catch (OptionsValidationException e)
        {
            LogUnusable(e);
            return;
        }

        Changed?.Invoke();
    }

    [LoggerMessage(1, LogLevel.Information, "Other permissions and rules are in force")]
    private partial void LogChanged();

    [LoggerMessage(2, LogLevel.Error, "Permissions and rules have changed and make no sense; those from before stay in force")]
    private partial void LogUnusable(Exception exception);
}
