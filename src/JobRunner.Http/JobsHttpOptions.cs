namespace JobRunner.Http;

/// <summary>
/// Who may do what over HTTP. Bound from configuration, changes take effect at once, also on streams that are under way. A change that makes no sense is
/// logged as an error, and what was before stays in force.
/// </summary>
public sealed class JobsHttpOptions
{
#pragma warning disable CA2227 // Options are set.
    /// <summary>
    /// What each client may do, by the CommonName of its certificate: some of <c>start</c>, <c>query</c>, <c>stop</c>, <c>input</c>, <c>output</c> with its own
    /// jobs, and <c>all-jobs</c> to do the same with everybody's, which allows nothing by itself. Who isn't here may do nothing.
    /// </summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, IList<string>> Clients { get; set; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>
    /// The programs that clients may run, by their full paths; a spec has to name one in the same words. A program that runs others, as a shell does, lets clients run
    /// these too.
    /// </summary>
    /// <value>Empty by default: any.</value>
    public IList<string> AllowedCommands { get; set; } = [];

    /// <summary>The directories in which clients' jobs may run: these in the same words, not what is below them. A spec that names none gets the first.</summary>
    /// <value>Empty by default: any.</value>
    public IList<string> AllowedWorkingDirectories { get; set; } = [];

    /// <summary>Variables that clients may neither set nor remove; a <c>*</c> at the end stands for any rest. A job that doesn't inherit the host's environment gets them all the same.</summary>
    /// <value>
    /// By default those by which a loader, an interpreter or a well-known tool is made to run other code: LD_*, DYLD_*, GCONV_PATH and the like. Where
    /// <see cref="AllowedCommands"/> isn't empty, <c>PATH</c>, <c>HOME</c> and <c>XDG_CONFIG_HOME</c> are among them in any case. Programs may know others: <c>*</c> forbids all. What configuration names is added to them; code may replace them.
    /// </value>
    public IList<string> ForbiddenEnvironment { get; set; } =
    [
        "LD_*", "DYLD_*", "GCONV_PATH", "GLIBC_TUNABLES", "BASH_ENV", "BASH_FUNC_*", "ENV", "SHELLOPTS", "PROMPT_COMMAND", "PS4", "IFS", "ZDOTDIR", "PERLLIB", "PERL5LIB",
        "PERL5OPT", "PERL5DB", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONBREAKPOINT", "PYTHONPLATLIBDIR", "PYTHONPYCACHEPREFIX", "PYTHONINSPECT",
        "PYTHONWARNINGS", "BROWSER", "RUBYLIB", "RUBYOPT", "GEM_*", "LUA_*", "PHPRC", "PHP_INI_SCAN_DIR", "NODE_OPTIONS", "NODE_PATH", "CLASSPATH", "JAVA_TOOL_OPTIONS",
        "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", "DOTNET_SHARED_STORE", "CORECLR_*", "OPENSSL_*", "TAR_OPTIONS",
        "ZIPOPT", "WGETRC", "RSYNC_RSH", "MAKEFLAGS", "GNUMAKEFLAGS", "MAKEFILES", "GIT_SSH*", "GIT_EXEC_PATH", "GIT_CONFIG*", "GIT_DIR", "GIT_COMMON_DIR",
        "GIT_TEMPLATE_DIR", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "SSH_ASKPASS", "PAGER", "MANPAGER",
        "EDITOR", "VISUAL", "LESS*",
    ];
#pragma warning restore CA2227

    /// <summary>What each job may use at most. A spec that asks for more, or for nothing, gets this.</summary>
    /// <value>None by default.</value>
    public JobLimits Limits { get; set; } = new();

    /// <summary>How many jobs of one client may be queued or running.</summary>
    /// <value>Null by default: any number; from 1.</value>
    public int? MaxJobsPerClient { get; set; }

    /// <summary>How many streams of output, events and input, and how many waits, one client may have open.</summary>
    /// <value>10,000 by default; from 1.</value>
    public int MaxFollowersPerClient { get; set; } = 10_000;

    /// <summary>
    /// The longest grace period that a client may ask for; a spec or a stop that asks for more gets this, one that asks for none the manager's
    /// <see cref="JobsManagerOptions.DefaultGracePeriod"/>. Stopping the server waits for its jobs.
    /// </summary>
    /// <value>Null by default: whatever the client asks for; from zero to 49 days.</value>
    public TimeSpan? MaxGracePeriod { get; set; }

    /// <summary>How large a request in JSON may be, in bytes.</summary>
    /// <value>1 MiB by default; from 1 KiB to 1 GiB.</value>
    public long MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>How much input one request may bring to a job, in bytes. It is passed on as it comes, never held as a whole.</summary>
    /// <value>Null by default: any amount; from 1.</value>
    public long? MaxInputBytes { get; set; }

    /// <summary>How often something is sent on a stream of events on which nothing happens.</summary>
    /// <value>15 seconds by default; from 1 second to 1 hour.</value>
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it is remembered which job an <c>Idempotency-Key</c> has started; of each client the newest 100,000 at most.</summary>
    /// <value>24 hours by default; from 1 minute to 30 days. A client that goes on trying for longer, or with a server that was started anew, may start a second job.</value>
    public TimeSpan IdempotencyRetention { get; set; } = TimeSpan.FromHours(24);
}
